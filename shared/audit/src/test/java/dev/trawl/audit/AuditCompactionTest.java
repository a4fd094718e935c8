package dev.trawl.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.FailingObjectStore;
import dev.trawl.store.memory.Faults;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditCompactionTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-21");
    private static final Instant LATER = Events.NOON.plus(Duration.ofDays(2));

    private final InMemoryObjectStore bucket = new InMemoryObjectStore("audit");
    private final AuditPacks packs = new AuditPacks(bucket);

    AuditCompactionTest() {
        for (String writer : List.of("a", "b")) {
            AuditLog log = new AuditLog(bucket, "query", () -> writer);
            for (int i = 0; i < 5; i++) {
                log.record(Events.small(Events.NOON.plusSeconds(i), "issuer|" + i));
            }
        }
    }

    @Test
    void aDayIsPackedADayAfterItsEndAndOnce() {
        assertThat(compaction(Events.NOON.plus(Duration.ofDays(1))).run(7, Instant.MAX)).isEmpty();
        assertThat(compaction(LATER).run(7, Instant.MAX)).containsExactly(DAY);
        assertThat(compaction(LATER).run(7, Instant.MAX)).isEmpty();
        assertThat(packs.find(DAY).orElseThrow().packs())
                .extracting(AuditPacks.Pack::records)
                .containsExactly(4, 4, 2);
    }

    @Test
    void noDayIsBegunAfterTheTimeIsOver() {
        assertThat(compaction(LATER).run(7, LATER)).isEmpty();
    }

    @Test
    void copiesHaveTheVeryTextsAndTheirChainsHold() {
        List<AuditReader.Stored> originals = originals();
        compaction(LATER).run(7, Instant.MAX);
        AuditVerifier verifier = new AuditVerifier();
        copies().forEach(verifier::add);
        assertThat(copies()).isEqualTo(originals);
        assertThat(originals()).isEqualTo(originals);
        assertThat(verifier.finish().firstBreak()).isEmpty();
    }

    @Test
    void whatSomebodyChangedIsNotRead() {
        compaction(LATER).run(7, Instant.MAX);
        AuditPacks.Pack pack = packs.find(DAY).orElseThrow().packs().getFirst();
        String key = "audit/packs/2026-11-21/" + pack.sha256() + ".gz";
        bucket.put(key, "other".getBytes(StandardCharsets.UTF_8), "application/gzip");
        assertThatThrownBy(() -> packs.load(DAY, pack))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DATA_INVALID));
    }

    @Test
    void aDayIsPackedWholeOrNotWhereverItFails() {
        int failures = 0;
        for (int call = 1; packs.find(DAY).isEmpty(); call++) {
            Faults faults = new Faults();
            faults.fail(call, Faults.When.BEFORE);
            try {
                new AuditCompaction(
                                new FailingObjectStore(bucket, faults),
                                4,
                                Clock.fixed(LATER, ZoneOffset.UTC))
                        .run(1, Instant.MAX);
            } catch (TrawlException e) {
                failures++;
                assertThat(packs.find(DAY)).isEmpty();
            }
        }
        assertThat(failures).isGreaterThan(10);
        assertThat(copies()).hasSize(10);
    }

    private AuditCompaction compaction(Instant now) {
        return new AuditCompaction(bucket, 4, Clock.fixed(now, ZoneOffset.UTC));
    }

    private List<AuditReader.Stored> originals() {
        AuditReader reader = new AuditReader(bucket, 100);
        return reader.keys(DAY).stream().flatMap(key -> reader.loadAll(key).stream()).toList();
    }

    private List<AuditReader.Stored> copies() {
        List<AuditReader.Stored> all = new ArrayList<>();
        packs.find(DAY).orElseThrow().packs().forEach(pack -> all.addAll(packs.load(DAY, pack)));
        return all;
    }
}

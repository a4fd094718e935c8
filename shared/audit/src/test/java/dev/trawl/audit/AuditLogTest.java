package dev.trawl.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.FailingObjectStore;
import dev.trawl.store.memory.Faults;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-21");
    private static final Duration TO_TOMORROW = Duration.ofHours(13);

    private final InMemoryObjectStore bucket = new InMemoryObjectStore("audit");
    private final Faults faults = new Faults();
    private final AtomicInteger writers = new AtomicInteger();
    private final AuditLog log = log();

    private AuditLog log() {
        return new AuditLog(
                new FailingObjectStore(bucket, faults),
                "query",
                () -> Integer.toString(writers.incrementAndGet()));
    }

    @Test
    void recordsAreChainedInOrder() {
        log.record(event("a", Events.NOON));
        log.record(event("b", Events.NOON.minusSeconds(1)));

        assertThat(keys())
                .containsExactly(
                        "audit/log/2026-11-21/query-1/0000000001.json",
                        "audit/log/2026-11-21/query-1/0000000002.json");
        assertThat(records().getFirst().previous()).isEqualTo(AuditRecord.NOTHING);
        assertThat(records().getLast().previous())
                .isEqualTo(AuditRecord.hash(bucket.load(keys().getFirst())));
        assertThat(verified()).isEqualTo("2 records of 1: fine");
    }

    @Test
    void newDayIsANewWriterThatContinues() {
        log.record(event("a", Events.NOON));
        log.record(event("b", Events.NOON.plus(TO_TOMORROW)));
        log.record(event("c", Events.NOON));

        assertThat(keys())
                .containsExactly(
                        "audit/log/2026-11-21/query-1/0000000001.json",
                        "audit/log/2026-11-22/query-2/0000000001.json",
                        "audit/log/2026-11-22/query-2/0000000002.json");
        assertThat(records().get(1).continues()).isEqualTo("query-1");
        assertThat(verified()).isEqualTo("3 records of 2: fine");
    }

    @Test
    void whatIsToldAtOnceIsOneObject() {
        log.record(event("a", Events.NOON));
        log.record(List.of(event("b", Events.NOON), event("c", Events.NOON)));
        log.record(event("d", Events.NOON));

        assertThat(keys())
                .containsExactly(
                        "audit/log/2026-11-21/query-1/0000000001.json",
                        "audit/log/2026-11-21/query-1/0000000002.json",
                        "audit/log/2026-11-21/query-1/0000000004.json");
        assertThat(records().stream().map(r -> r.event().principal()))
                .containsExactly("a", "b", "c", "d");
        assertThat(verified()).isEqualTo("4 records of 1: fine");
    }

    @Test
    void eachDayOfWhatIsToldAtOnceIsOneObject() {
        log.record(List.of(event("a", Events.NOON), event("b", Events.NOON.plus(TO_TOMORROW))));

        assertThat(keys())
                .containsExactly(
                        "audit/log/2026-11-21/query-1/0000000001.json",
                        "audit/log/2026-11-22/query-2/0000000001.json");
        assertThat(verified()).isEqualTo("2 records of 2: fine");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void lineThatIsTakenOutOfAnObjectIsFound(int line) {
        log.record(
                List.of(event("a", Events.NOON), event("b", Events.NOON), event("c", Events.NOON)));
        log.record(event("d", Events.NOON));
        String key = keys().getFirst();
        List<String> lines = new ArrayList<>(text(key).lines().toList());
        lines.remove(line);
        bucket.put(key, String.join("\n", lines).getBytes(StandardCharsets.UTF_8), "");

        assertThat(verified()).startsWith("3 records of 1: query-1 ").doesNotEndWith("fine");
    }

    @Test
    void whatIsBeingPutUnderANameOfTheStoreIsNoRecord() {
        log.record(event("a", Events.NOON));
        bucket.put(keys().getFirst() + "-8d1f", new byte[0], "");

        assertThat(new AuditReader(bucket, 100).keys(LocalDate.of(2026, 11, 21))).hasSize(1);
        assertThat(verified()).isEqualTo("1 records of 1: fine");
    }

    @Test
    void environmentsWithOneNameDoNotMix() {
        log.record(event("a", Events.NOON));
        writers.set(0);
        AuditLog twin = log();
        twin.record(event("b", Events.NOON));
        log.record(event("c", Events.NOON));

        assertThat(keys()).hasSize(3);
        assertThat(verified()).isEqualTo("3 records of 2: fine");
    }

    @ParameterizedTest
    @EnumSource
    void failedWriteIsToldAndTheChainGoesOn(Faults.When when) {
        log.record(event("a", Events.NOON));
        faults.fail(1, when);
        assertThatThrownBy(() -> log.record(event("b", Events.NOON)))
                .isInstanceOf(TrawlException.class);
        log.record(event("c", Events.NOON));
        log.record(event("d", Events.NOON));

        assertThat(records().stream().map(r -> r.event().principal()))
                .isEqualTo(
                        when == Faults.When.BEFORE
                                ? List.of("a", "c", "d")
                                : List.of("a", "b", "c", "d"));
        assertThat(verified()).endsWith("of 1: fine");
    }

    @Test
    void changedRecordIsFound() {
        three();
        String key = keys().get(1);
        String text = new String(bucket.load(key), StandardCharsets.UTF_8);
        bucket.put(key, text.replace("\"b\"", "\"x\"").getBytes(StandardCharsets.UTF_8), "");

        assertThat(verified())
                .isEqualTo("3 records of 1: query-1 2: it is not the one that record 3 follows");
    }

    @Test
    void missingRecordIsFound() {
        three();
        bucket.delete(keys().get(1));
        assertThat(verified()).isEqualTo("2 records of 1: query-1 2: it is missing");
    }

    @Test
    void missingFirstRecordIsFound() {
        three();
        bucket.delete(keys().getFirst());
        assertThat(verified()).isEqualTo("2 records of 1: query-1 1: it is missing");
    }

    @Test
    void brokenRecordIsFound() {
        three();
        bucket.put(keys().get(2), new byte[] {'{'}, "");
        assertThat(verified()).isEqualTo("3 records of 1: query-1 3: it cannot be read");
    }

    @Test
    void movedRecordIsFound() {
        three();
        bucket.put("audit/log/2026-11-21/query-1/0000000004.json", bucket.load(keys().get(2)), "");
        assertThat(verified())
                .isEqualTo(
                        "4 records of 1: query-1 3: it is stored as"
                                + " audit/log/2026-11-21/query-1/0000000004.json");
    }

    @Test
    void lastRecordIsMissedByTheWriterThatContinues() {
        three();
        log.record(event("d", Events.NOON.plus(TO_TOMORROW)));
        bucket.delete(keys().get(2));
        assertThat(verified())
                .isEqualTo(
                        "3 records of 2: query-1 2: it is not the last one, which query-2"
                                + " continues");
    }

    private void three() {
        log.record(event("a", Events.NOON));
        log.record(event("b", Events.NOON));
        log.record(event("c", Events.NOON));
    }

    private static AuditEvent event(String principal, Instant time) {
        return Events.small(time, principal);
    }

    private String text(String key) {
        return new String(bucket.load(key), StandardCharsets.UTF_8);
    }

    private List<String> keys() {
        AuditReader reader = new AuditReader(bucket, 100);
        List<String> keys = new ArrayList<>(reader.keys(DAY));
        keys.addAll(reader.keys(DAY.plusDays(1)));
        return keys;
    }

    private List<AuditRecord> records() {
        AuditReader reader = new AuditReader(bucket, 100);
        return keys().stream()
                .flatMap(key -> reader.loadAll(key).stream())
                .map(stored -> AuditRecord.fromJson(stored.text()))
                .toList();
    }

    private String verified() {
        AuditReader reader = new AuditReader(bucket, 100);
        AuditVerifier verifier = new AuditVerifier();
        keys().forEach(key -> reader.loadAll(key).forEach(verifier::add));
        AuditVerifier.Report report = verifier.finish();
        return "%d records of %d: %s"
                .formatted(
                        report.records(),
                        report.writers(),
                        report.firstBreak()
                                .map(b -> b.writer() + " " + b.sequence() + ": " + b.what())
                                .orElse("fine"));
    }
}

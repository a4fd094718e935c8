package dev.trawl.source.output;

import static dev.trawl.store.ItemTable.Order.ASCENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Allowance;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.Tallies;
import dev.trawl.store.memory.FailingItemTable;
import dev.trawl.store.memory.Faults;
import dev.trawl.store.memory.InMemoryItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class VolumeCountsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Field ID = new Field("id", Type.Simple.BIGINT);
    private static final Allowance ROWS = new Allowance("p.rows", 100L, null, Duration.ofHours(1));
    private static final Allowance BYTES =
            new Allowance("p.bytes", null, 5_000L, Duration.ofDays(1));

    private final InMemoryItemTable items = new InMemoryItemTable();
    private final VolumeCounts counts = at(NOON);

    @Test
    void whatWouldBeMoreDoesNotLeaveUntilThePeriodEnds() {
        take(counts, "ada", 60, 10, ROWS);
        take(counts, "ada", 40, 10, ROWS);

        assertThatThrownBy(() -> take(at(NOON.plusSeconds(600)), "ada", 1, 10, ROWS))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                            assertThat(e.retryAfterSeconds()).hasValue(3_001);
                        })
                .hasMessage(
                        "rule p.rows lets a principal read at most 100 rows in 3600 seconds, and"
                                + " this would be more; the next period begins at"
                                + " 2026-03-01T13:00:00Z");
        take(at(NOON.plusSeconds(3_600)), "ada", 100, 10, ROWS);
        take(counts, "bob", 100, 10, ROWS);
    }

    @Test
    void whatOneRuleRefusesCountsUnderNone() {
        take(counts, "ada", 10, 4_000, ROWS, BYTES);
        assertThatThrownBy(() -> take(counts, "ada", 10, 1_001, ROWS, BYTES))
                .hasMessageContaining("rule p.bytes lets a principal read at most 5000 bytes");
        take(counts, "ada", 90, 1_000, ROWS, BYTES);
    }

    @Test
    void whatLeavesAnySourceCountsForAll() {
        takeFrom("lake", 60);
        takeFrom("shop", 30);
        assertThatThrownBy(() -> takeFrom("lake", 11))
                .hasMessageContaining("at most 100 rows in 3600 seconds");
        assertThatThrownBy(() -> takeFrom("other", 11)).hasMessageContaining("at most 100 rows");
        takeFrom("shop", 10);
    }

    @Test
    void whoClearsTheCountOfAllGetsNoMoreFromASourceThanTheRuleSays() {
        takeFrom("lake", 60);
        takeFrom("shop", 30);
        ItemTable.Item all =
                items.list(Tallies.partition("volumes", "ada"), "", 9, ASCENDING).getFirst();
        assertThat(items.delete(all.key(), all.version())).isTrue();

        assertThatThrownBy(() -> takeFrom("lake", 41)).hasMessageContaining("at most 100 rows");
        takeFrom("lake", 40);
    }

    @Test
    void sourcesThatCountAtOnceLetNoMoreOut() throws Exception {
        long left = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String source = List.of("lake", "shop", "other").get(i % 3);
                tasks.add(() -> {
                    try {
                        takeFrom(source, 10);
                        return 10L;
                    } catch (TrawlException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                        return 0L;
                    }
                });
            }
            for (Future<Long> taken : threads.invokeAll(tasks)) {
                left += taken.get();
            }
        }
        assertThat(left).isBetween(10L, 100L);
    }

    private void takeFrom(String source, long rows) {
        counts.take(grant(source, "ada", ROWS), List.of(ROWS), rows, 1);
    }

    @Test
    void manyAtOnceGetNoMore() throws Exception {
        int granted = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                tasks.add(() -> {
                    try {
                        take(counts, "ada", 10, 1, ROWS);
                        return true;
                    } catch (TrawlException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                        return false;
                    }
                });
            }
            for (Future<Boolean> taken : threads.invokeAll(tasks)) {
                granted += taken.get() ? 1 : 0;
            }
        }
        assertThat(granted).isBetween(1, 10);
        long more = 101 - 10L * granted;
        assertThatThrownBy(() -> take(counts, "ada", more, 1, ROWS))
                .hasMessageContaining("this would be more");
    }

    @Test
    void whatCannotBeCountedDoesNotLeave() {
        for (int call = 1; call <= 3; call++) {
            Faults faults = new Faults();
            faults.fail(call, Faults.When.BEFORE);
            VolumeCounts failing =
                    new VolumeCounts(
                            new FailingItemTable(items, faults), Clock.fixed(NOON, ZoneOffset.UTC));
            assertThatThrownBy(() -> take(failing, "ada", 1, 1, ROWS))
                    .isInstanceOf(TrawlException.class);
        }
    }

    @Test
    void allowancesAreThoseOfTheTablesThatAreRead() {
        Grant grant = grant("ada", ROWS);
        Relation read = new Relation.Scan(TableName.parse("lake.public.a"), List.of(ID));
        Relation other = new Relation.Scan(TableName.parse("lake.public.b"), List.of(ID));
        assertThat(VolumeCounts.allowances(new Relation.Union(List.of(read, read)), grant))
                .containsExactly(ROWS);
        assertThat(VolumeCounts.allowances(other, grant)).isEmpty();
        assertThatCode(() -> take(counts, "ada", Long.MAX_VALUE, 1)).doesNotThrowAnyException();
    }

    private VolumeCounts at(Instant now) {
        return new VolumeCounts(items, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static void take(
            VolumeCounts counts, String principal, long rows, long bytes, Allowance... allowances) {
        counts.take(grant(principal, allowances), List.of(allowances), rows, bytes);
    }

    private static Grant grant(String principal, Allowance... allowances) {
        return grant("lake", principal, allowances);
    }

    private static Grant grant(String source, String principal, Allowance... allowances) {
        GrantedRelation relation =
                new GrantedRelation(
                                TableName.parse(source + ".public.a"),
                                List.of(ID),
                                List.of(new GrantedColumn("id", 0, List.of())),
                                null)
                        .within(List.of(allowances));
        return new Grant(
                "g",
                source,
                NOON,
                NOON.plusSeconds(60),
                "q",
                principal,
                null,
                Action.READ,
                "state/spill/lake/x/q/",
                null,
                "hash",
                1,
                List.of(relation));
    }
}

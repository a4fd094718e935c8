package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.plan.TableName;
import dev.trawl.policy.PolicyDecision;
import dev.trawl.policy.RateLimit;
import dev.trawl.policy.RateRule;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.FailingItemTable;
import dev.trawl.store.memory.Faults;
import dev.trawl.store.memory.InMemoryItemTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RateCountsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TableName TABLE = TableName.parse("a.b.c");
    private static final RateLimit HOURLY =
            new RateLimit("p.hourly", new RateRule(2, RateRule.Per.HOUR));
    private static final RateLimit DAILY =
            new RateLimit("p.daily", new RateRule(3, RateRule.Per.DAY));

    private final InMemoryItemTable items = new InMemoryItemTable();
    private final RateCounts rates = new RateCounts(items);

    @Test
    void theNextRequestIsRefusedUntilThePeriodEnds() {
        assertThat(count("ada", "q1", NOON, HOURLY)).isNull();
        assertThat(count("ada", "q2", NOON, HOURLY)).isNull();
        TrawlException refused = count("ada", "q3", NOON.plusSeconds(600), HOURLY);

        assertThat(refused)
                .hasMessage(
                        "rule p.hourly lets a principal make at most 2 requests per hour; the next"
                                + " period begins at 2026-03-01T13:00:00Z");
        assertThat(Objects.requireNonNull(refused).code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.retryAfterSeconds()).hasValue(3_001);
        assertThat(count("ada", "q3", NOON.plus(Duration.ofHours(1)), HOURLY)).isNull();
    }

    @Test
    void othersAreCountedForThemselves() {
        assertThat(count("ada", "q1", NOON, HOURLY)).isNull();
        assertThat(count("ada", "q2", NOON, HOURLY)).isNull();
        assertThat(count("bob", "q3", NOON, HOURLY)).isNull();
    }

    @Test
    void aRepeatedRequestCountsOnce() {
        for (int i = 0; i < 5; i++) {
            assertThat(count("ada", "q1", NOON.plusSeconds(i), HOURLY)).isNull();
        }
        assertThat(count("ada", "q2", NOON, HOURLY)).isNull();
        assertThat(count("ada", "q1", NOON.plusSeconds(9), HOURLY)).isNull();
        assertThat(count("ada", "q1", NOON.plus(Duration.ofMinutes(11)), HOURLY))
                .as("long after, it is another one")
                .isNotNull();
    }

    @Test
    void whatOneRuleRefusesCountsForNone() {
        assertThat(count("ada", "q1", NOON, DAILY)).isNull();
        assertThat(count("ada", "q2", NOON, HOURLY, DAILY)).isNull();
        assertThat(count("ada", "q3", NOON, HOURLY)).isNull();
        assertThat(count("ada", "q4", NOON, DAILY, HOURLY)).isNotNull();
        assertThat(count("ada", "q5", NOON, DAILY)).isNull();
        assertThat(count("ada", "q6", NOON, DAILY)).isNotNull();
    }

    @Test
    void ofManyAtOnceNoMoreThanAllowedPass() throws ExecutionException, InterruptedException {
        RateLimit five = new RateLimit("p.five", new RateRule(5, RateRule.Per.DAY));
        List<Callable<Boolean>> requests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = "q" + i;
            requests.add(() -> count("ada", id, NOON, five) == null);
        }
        int passed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> request : threads.invokeAll(requests)) {
                passed += request.get() ? 1 : 0;
            }
        }
        assertThat(passed).isPositive().isLessThanOrEqualTo(5);
    }

    @Test
    void whatCannotBeCountedIsDenied() {
        for (int call = 1; call <= 3; call++) {
            Faults faults = new Faults(ErrorCode.STORE_UNAVAILABLE);
            RateCounts failing = new RateCounts(new FailingItemTable(items, faults));
            faults.fail(call, Faults.When.BEFORE);
            assertThatExceptionOfType(TrawlException.class)
                    .isThrownBy(() -> failing.count("ada", "q1", decision(HOURLY), NOON))
                    .withMessage(
                            "the request cannot be counted, as rule p.hourly asks; everything is"
                                    + " denied")
                    .matches(e -> e.code() == ErrorCode.POLICY_UNAVAILABLE);
        }
        assertThat(count("ada", "q1", NOON, HOURLY)).isNull();
    }

    private @Nullable TrawlException count(
            String principal, String query, Instant now, RateLimit... limits) {
        try {
            rates.count(principal, query, decision(limits), now);
            return null;
        } catch (TrawlException e) {
            return e;
        }
    }

    private static PolicyDecision decision(RateLimit... limits) {
        return new PolicyDecision(
                List.of(
                        new TableDecision(
                                new Decision.Permit(TABLE, List.of(), List.of()),
                                null,
                                List.of(limits),
                                List.of())));
    }
}

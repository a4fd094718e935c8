package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.lambda.HeadStart;
import dev.trawl.policy.CalciteFilters;
import dev.trawl.protocol.Decision;
import dev.trawl.testkit.MovableClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PrimingTest {
    @Test
    void theFixtureIsPermitted() {
        assertThat(
                        Priming.run(
                                new CalciteFilters(),
                                new MovableClock(Instant.parse("2026-03-01T12:00:00Z")),
                                HeadStart.Rounds.once()))
                .isInstanceOf(Decision.Permit.class);
    }
}

package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.policy.CalciteFilters;
import dev.trawl.protocol.Decision;
import org.junit.jupiter.api.Test;

final class PrimingTest {
    @Test
    void theFixtureIsPermitted() {
        assertThat(Priming.run(new CalciteFilters(), new MovableClock()))
                .isInstanceOf(Decision.Permit.class);
    }
}

package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfilerTest {
    private static final Profiler.Failure UNREADABLE =
            new Profiler.Failure("people", ErrorCode.SOURCE_DATA_INVALID, "scan the source again");
    private static final Profiler.Failure AWAY =
            new Profiler.Failure("orders", ErrorCode.SOURCE_UNAVAILABLE, "it does not answer");

    /// Who has just scanned is not told to scan again.
    @Test
    void whyATableThatDriftedIsNotLookedIntoIsTheDrift() {
        Profiler.Outcome outcome =
                new Profiler.Outcome(List.of(), List.of(UNREADABLE, AWAY), List.of());

        assertThat(
                        outcome.explained(
                                        List.of(
                                                new Drift("people", List.of("a is gone")),
                                                new Drift("orders", List.of("b is gone"))))
                                .failures())
                .extracting(Profiler.Failure::text)
                .containsExactly(
                        "the source does not hold what is declared; change the dataset, or accept"
                                + " what was found, and scan again",
                        "it does not answer");
        assertThat(outcome.explained(List.of()).failures()).containsExactly(UNREADABLE, AWAY);
    }
}

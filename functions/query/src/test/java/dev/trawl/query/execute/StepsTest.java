package dev.trawl.query.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.record.QueryProgress;
import dev.trawl.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<QueryProgress> told = new ArrayList<>();

    @Test
    void ofAShortQueryNothingIsTold() {
        Steps steps = new Steps(told::add, clock);
        steps.expect(2);
        steps.done();
        clock.advance(Duration.ofMillis(1_900));
        steps.done();
        assertThat(told).isEmpty();
    }

    @Test
    void ofALongOneTheLastFiguresAreToldEveryOtherSecond() {
        Steps steps = new Steps(told::add, clock);
        steps.expect(1);
        steps.expect(7);
        for (int i = 0; i < 8; i++) {
            clock.advance(Duration.ofSeconds(1));
            steps.done();
        }
        assertThat(told)
                .containsExactly(
                        new QueryProgress(2, 8),
                        new QueryProgress(4, 8),
                        new QueryProgress(6, 8),
                        new QueryProgress(8, 8));
        assertThat(told).extracting(QueryProgress::percent).containsExactly(25, 50, 75, 100);
    }

    @Test
    void thatItCannotBeToldEndsNoQuery() {
        Steps steps =
                new Steps(
                        _ -> {
                            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "gone");
                        },
                        clock);
        clock.advance(Duration.ofSeconds(3));
        assertThatCode(steps::done).doesNotThrowAnyException();
    }
}

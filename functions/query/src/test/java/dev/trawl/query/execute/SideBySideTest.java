package dev.trawl.query.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final Watch WATCH =
            new Watch(Clock.systemUTC(), Instant.parse("9999-01-01T00:00:00Z"), () -> false);

    @Test
    void othersAreInterruptedWhenTheResultsAreEnough() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Supplier<Integer> endless =
                () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        Thread.currentThread().interrupt();
                    }
                    return 0;
                };
        Supplier<Integer> quick =
                () -> {
                    try {
                        begun.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return 7;
                };

        try (SideBySide threads = new SideBySide(4)) {
            assertThat(threads.run(List.of(endless, quick), WATCH, done -> !done.isEmpty()))
                    .containsExactly(7);
            interrupted.await();
        }
    }

    @Test
    void resultsHaveTheOrderOfTheTasks() {
        try (SideBySide threads = new SideBySide(2)) {
            List<Supplier<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);

            assertThat(threads.run(tasks, WATCH)).containsExactly(1, 2, 3);
        }
    }
}

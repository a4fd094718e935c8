package dev.trawl.lambda;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// Work over a fixture before the first request, which makes that faster and nothing else.
public final class HeadStart {
    private static final int ROUNDS_MAX = 200;

    private HeadStart() {}

    /// Rounds of the same work. The first one loads classes, others make the JVM compile them. For
    /// one thread.
    public static final class Rounds {
        private final long end;
        private int begun = 1;

        private Rounds(Duration time) {
            this.end = System.nanoTime() + time.toNanos();
        }

        /// One round and no other.
        public static Rounds once() {
            return new Rounds(Duration.ZERO);
        }

        /// Asked after each round: whether there is time for another.
        public boolean another() {
            if (begun == ROUNDS_MAX || System.nanoTime() - end >= 0) {
                return false;
            }
            begun++;
            return true;
        }

        /// The number of this round, from 1.
        public int number() {
            return begun;
        }
    }

    /// Does the work. If it fails, as on a machine that is too busy, the log has why and the
    /// process starts without it.
    ///
    /// @param time within which further rounds begin
    public static void take(JsonLog log, Duration time, Consumer<Rounds> work) {
        try {
            work.accept(new Rounds(time));
        } catch (RuntimeException e) {
            log.error("the process starts without a head start", Map.of(), e);
        }
    }
}

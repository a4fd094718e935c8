package dev.trawl.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;

/// Which queries of a run are next, and how far it is. With `-Dtrawl.fuzz.progress=<file>` a run
/// goes on where an earlier one of the same seed ended. Thread-safe.
final class Campaign {
    private static final int QUERIES_OF_CI = 2_000;
    private static final Duration TIME_OF_CI = Duration.ofSeconds(20);
    private static final int QUERIES_OF_A_WORLD = 250;
    private static final long SEEDS = 1_000_000;

    private final long seed;
    private final int queries;
    private final Path progress;
    private final long start = System.nanoTime();
    private final long before;
    private final TreeSet<Long> running = new TreeSet<>();
    private long given;
    private long done;

    /// Queries of one world.
    ///
    /// @param first seed
    /// @param end the seed after the last
    record Part(long first, long end) {
        boolean hasQueries() {
            return first < end;
        }
    }

    private Campaign(long seed, int queries, Path progress, long before) {
        this.seed = seed;
        this.queries = queries;
        this.progress = progress;
        this.before = before;
        this.given = before;
    }

    /// @param queries how many in all; 0 for as many as fit into a little time
    static Campaign begun(long seed, int queries) {
        Path file = Path.of(System.getProperty("trawl.fuzz.progress", ""));
        try {
            boolean goesOn = !file.toString().isEmpty() && Files.exists(file);
            return new Campaign(
                    seed,
                    queries,
                    file,
                    goesOn
                            ? Long.parseLong(Files.readString(file).lines().toList().getFirst())
                            : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// None at the end.
    synchronized Part next() {
        long from = given;
        given = isOver() ? from : Math.min(from + QUERIES_OF_A_WORLD, total());
        if (given > from) {
            running.add(from);
        }
        return new Part(seed * SEEDS + from, seed * SEEDS + given);
    }

    private long total() {
        return queries > 0 ? queries : QUERIES_OF_CI;
    }

    synchronized void done() {
        done++;
    }

    synchronized boolean isOver() {
        return queries == 0 && done > 0 && System.nanoTime() - start > TIME_OF_CI.toNanos();
    }

    synchronized void ended(Part part, int found) {
        running.remove(part.first() - seed * SEEDS);
        double perSecond = done / Math.max(1e-3, (System.nanoTime() - start) / 1e9);
        String text =
                "%d of %d queries, %d differences, %.1f queries/s, %.0f s left"
                        .formatted(
                                before + done,
                                total(),
                                found,
                                perSecond,
                                (total() - before - done) / perSecond);
        System.out.println(text);
        write(text);
    }

    private void write(String text) {
        if (progress.toString().isEmpty()) {
            return;
        }
        long complete = running.isEmpty() ? given : running.first();
        try {
            Files.writeString(progress, "%d%n%s%n".formatted(complete, text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

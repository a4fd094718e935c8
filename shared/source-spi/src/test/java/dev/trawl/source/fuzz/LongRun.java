package dev.trawl.source.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How far a run of many cases is: told from time to time with its rate and what is left, and kept
/// in a file, so that a run that was ended goes on where it was.
///
/// `-Dtrawl.fuzz.progress=<file>` names the file; without it nothing is kept. The file is that of
/// one seed and one kind of case.
public final class LongRun {
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    private final String cases;
    private final long seed;
    private final long total;
    private final @Nullable Path file;
    private final long begun = System.nanoTime();
    private final long before;
    private long done;
    private long told = begun;

    private LongRun(String cases, long seed, long total, @Nullable Path file) {
        this.cases = cases;
        this.seed = seed;
        this.total = total;
        this.file = file;
        this.before = Math.min(total, kept());
        this.done = before;
    }

    /// @param cases what is counted, as `fragments`
    public static LongRun of(String cases, long seed, long total) {
        String file = System.getProperty("trawl.fuzz.progress");
        return new LongRun(cases, seed, total, file == null ? null : Path.of(file));
    }

    /// A run of which nothing is kept.
    static LongRun untold(long total) {
        return new LongRun("cases", 0, total, null);
    }

    /// How many cases need not be run again.
    public long done() {
        return done;
    }

    public boolean isOver() {
        return done >= total;
    }

    /// So many more cases were fine.
    public void add(long more) {
        done += more;
        Path kept = file;
        long now = System.nanoTime();
        boolean isTime = now - told >= TOLD_EVERY.toNanos();
        if (kept != null && (isTime || isOver())) {
            write(kept);
        }
        if (isTime || isOver() && total > 1_000) {
            told = now;
            System.out.println(text(Duration.ofNanos(now - begun)));
        }
    }

    /// As `120000 of 1000000 fragments, 812 a second, 18 min left`.
    String text(Duration passed) {
        double rate = (done - before) / Math.max(0.001, passed.toNanos() / 1e9);
        return "%d of %d %s, %.0f a second, %.0f min left"
                .formatted(done, total, cases, rate, (total - done) / Math.max(0.001, rate) / 60);
    }

    private String line() {
        return cases + " " + seed + " ";
    }

    private long kept() {
        if (file == null || !Files.exists(file)) {
            return 0;
        }
        try {
            String text = Files.readString(file).strip();
            if (!text.startsWith(line())) {
                throw new IllegalArgumentException(
                        "%s is of another run: '%s'; use another file or its seed"
                                .formatted(file, text));
            }
            return Long.parseLong(text.substring(line().length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Path kept) {
        try {
            Files.writeString(kept, line() + done + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.trawl.query.execute;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.split.Fragment;
import dev.trawl.query.split.KeyFilter;
import dev.trawl.query.split.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Runs the fragments of one query, each in a thread of its own: those that dynamic filters limit
/// wait for the keys. Keys come out of rows that this function has received anyway. Thread-safe.
final class FilteredRuns {
    /// Rows of a fragment that are searched for keys.
    private static final long ROWS_MAX = 1_000_000;

    private final Run run;
    private final List<KeyFilter> filters;
    private final DynamicFilters.Limits limits;
    private final KeyReader reader;
    private final Function<Fragment, FragmentRun> runner;
    private final UnaryOperator<FragmentRun> merger;
    private final Map<Integer, CompletableFuture<FragmentRun>> runs = new TreeMap<>();

    /// @param runner runs a fragment to its end
    /// @param merger makes the rows of a fragment of those of its splits
    FilteredRuns(
            Run run,
            DynamicFilters dynamic,
            KeyReader reader,
            Function<Fragment, FragmentRun> runner,
            UnaryOperator<FragmentRun> merger) {
        this.run = run;
        this.filters = dynamic.of(run);
        this.limits = dynamic.limits();
        this.reader = reader;
        this.runner = runner;
        this.merger = merger;
        run.work().plan().fragments().forEach(f -> runs.put(f.number(), new CompletableFuture<>()));
    }

    FragmentRun run(Fragment fragment) {
        CompletableFuture<FragmentRun> own = future(fragment.number());
        try {
            FragmentRun done = ownRows(limited(fragment));
            own.complete(done);
            return done;
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
            throw e;
        }
    }

    /// The keys of other fragments come out of these rows however many splits there were: that may
    /// follow from rows that policy hides.
    private FragmentRun ownRows(FragmentRun done) {
        int number = done.calls().fragment().number();
        return done.givesItsRows() || filters.stream().noneMatch(f -> f.from() == number)
                ? done
                : merger.apply(done);
    }

    private FragmentRun limited(Fragment fragment) {
        Fragment limited = fragment;
        List<String> notes = new ArrayList<>();
        long end = System.nanoTime() + limits.waitMax().toNanos();
        int keysMax = limits.keysMax();
        for (KeyFilter filter : filters) {
            if (filter.to() != fragment.number()) {
                continue;
            }
            Optional<Keys> keys = keys(filter, keysMax, end);
            notes.add(note(fragment, filter, keys));
            if (keys.isPresent()) {
                keysMax -= keys.get().count();
                limited = limited.limited(filter.toColumn(), keys.get());
                if (keys.get().isNone()) {
                    return FragmentRun.of(new FragmentCalls(fragment, null, List.of()), List.of())
                            .with(notes);
                }
            }
        }
        return runner.apply(limited).with(notes);
    }

    private static String note(Fragment fragment, KeyFilter filter, Optional<Keys> keys) {
        return filter.text(fragment) + ": " + keys.map(Keys::text).orElse("given up");
    }

    /// Absent if they come too late or are too many.
    private Optional<Keys> keys(KeyFilter filter, int keysMax, long end) {
        return await(filter.from(), end)
                .map(FragmentRun::received)
                .filter(rows -> rows.rows() <= ROWS_MAX)
                .flatMap(rows -> reader.read(run.work(), rows, filter.fromColumn(), keysMax));
    }

    private Optional<FragmentRun> await(int number, long end) {
        try {
            return Optional.of(
                    future(number).get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "the query was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("a fragment failed", e);
        }
    }

    private CompletableFuture<FragmentRun> future(int number) {
        CompletableFuture<FragmentRun> future = runs.get(number);
        if (future == null) {
            throw new IllegalStateException("there is no fragment %d".formatted(number));
        }
        return future;
    }
}

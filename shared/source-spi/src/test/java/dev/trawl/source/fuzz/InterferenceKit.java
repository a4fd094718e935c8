package dev.trawl.source.fuzz;

import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.Relation;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.fuzz.Interference.Difference;
import dev.trawl.source.kit.SourceFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random grants and fragments over tables that differ only in what the grant hides: every answer
/// must be the same, errors included. A source passes it by a short class.
///
/// Long runs: `-Dtrawl.fuzz.cases=1000000`, from another place `-Dtrawl.fuzz.seed=7`, to go on
/// where a run was ended `-Dtrawl.fuzz.progress=<file>` (see {@link LongRun}). What a run finds is
/// shrunk and printed with the line by which it is run again in every run, for `kept.txt`.
public abstract class InterferenceKit {
    private static final int FRAGMENTS = 20;
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 20_261_121);

    /// A new store; the kit closes it.
    protected abstract SourceFixture fixture();

    /// Evaluates what the source leaves; absent for DuckDB.
    protected @Nullable LocalEvaluation local() {
        return null;
    }

    /// Whether rows come in the same order every time. If they do not, only fragments that go row
    /// by row have a determined answer.
    protected boolean keepsOrder() {
        return true;
    }

    private Interference interference(SourceFixture fixture) {
        return new Interference(fixture, local(), keepsOrder());
    }

    /// Fragments of the short run.
    protected int cases() {
        return 40;
    }

    @Test
    void nothingTellsWhatIsHidden() {
        try (SourceFixture fixture = fixture()) {
            run(
                            fixture,
                            interference(fixture),
                            LongRun.of(
                                    "fragments",
                                    SEED,
                                    Integer.getInteger("trawl.fuzz.cases", cases())))
                    .ifPresent(InterferenceKit::fail);
        }
    }

    /// What earlier runs found.
    @Test
    void whatWasFoundOnceIsNotSeenAgain() throws IOException {
        try (SourceFixture fixture = fixture();
                InputStream kept = InterferenceKit.class.getResourceAsStream("kept.txt")) {
            Interference interference = interference(fixture);
            String text =
                    new String(Objects.requireNonNull(kept).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Long.parseLong(line.strip()))
                    .forEach(world ->
                            world(fixture, interference, world).ifPresent(InterferenceKit::fail));
        }
    }

    private static void fail(Difference difference) {
        throw new AssertionError(text(difference));
    }

    /// The first difference, shrunk.
    static Optional<Difference> run(SourceFixture fixture, Interference interference, int cases) {
        return run(fixture, interference, LongRun.untold(cases));
    }

    private static Optional<Difference> run(
            SourceFixture fixture, Interference interference, LongRun progress) {
        while (!progress.isOver()) {
            long world = SEED + progress.done() / FRAGMENTS;
            Optional<Difference> found = world(fixture, interference, world);
            if (found.isPresent()) {
                System.out.printf("keep it: a line '%d' in kept.txt%n", world);
                return found.map(new Shrinker(interference)::shrunk);
            }
            progress.add(FRAGMENTS);
        }
        return Optional.empty();
    }

    /// Fragments over the tables of one seed.
    private static Optional<Difference> world(
            SourceFixture fixture, Interference interference, long seed) {
        Random random = new Random(Trial.spread(seed));
        List<TwinTable> tables = Trial.tables(new TwinGenerator(random, fixture), random);
        List<Relation> fragments =
                LongStream.range(0, FRAGMENTS)
                        .mapToObj(i -> Trial.over(tables, seed * FRAGMENTS + i).fragment())
                        .toList();
        return interference.find(tables, fragments);
    }

    /// All that is needed to see it again.
    static String text(Difference difference) {
        StringBuilder text = new StringBuilder("the grant hides it, and yet it is seen\n");
        text.append(difference.way()).append('\n');
        text.append(PlanCodec.toJson(difference.trial().fragment())).append('\n');
        for (TwinTable table : difference.trial().tables()) {
            text.append(table.granted()).append("\nfirst ");
            text.append(table.in(TwinTable.World.FIRST).rows()).append("\nsecond ");
            text.append(table.in(TwinTable.World.SECOND).rows()).append('\n');
        }
        text.append("first ").append(difference.first()).append("\nsecond ");
        return text.append(difference.second()).append('\n').toString();
    }
}

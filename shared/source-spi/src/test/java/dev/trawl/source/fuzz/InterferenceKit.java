package dev.trawl.source.fuzz;

import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.Relation;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.fuzz.Interference.Difference;
import dev.trawl.source.kit.SourceFixture;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random grants and fragments over tables that differ only in what the grant hides: every answer
/// must be the same, errors included. A source passes it by a short class.
///
/// Long runs: `-Dtrawl.fuzz.cases=1000000`, from another place `-Dtrawl.fuzz.seed=7`.
public abstract class InterferenceKit {
    private static final int FRAGMENTS = 20;
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 20_261_121);
    private static final int PROGRESS = 10_000;

    /// A new store; the kit closes it.
    protected abstract SourceFixture fixture();

    /// Evaluates what the source leaves; absent for DuckDB.
    protected @Nullable LocalEvaluation local() {
        return null;
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
                            new Interference(fixture, local()),
                            Integer.getInteger("trawl.fuzz.cases", cases()))
                    .ifPresent(difference -> {
                        throw new AssertionError(text(difference));
                    });
        }
    }

    /// The first difference, shrunk.
    static Optional<Difference> run(SourceFixture fixture, Interference interference, int cases) {
        for (int world = 0; world < cases / FRAGMENTS; world++) {
            long seed = SEED + world;
            Random random = new Random(seed);
            List<TwinTable> tables =
                    Trial.tables(new TwinGenerator(random, fixture::holds), random);
            List<Relation> fragments =
                    LongStream.range(0, FRAGMENTS)
                            .mapToObj(i -> Trial.over(tables, seed * FRAGMENTS + i).fragment())
                            .toList();
            Optional<Difference> found = interference.find(tables, fragments);
            if (found.isPresent()) {
                return found.map(new Shrinker(interference)::shrunk);
            }
            if ((world + 1) * FRAGMENTS % PROGRESS == 0) {
                System.out.printf("%d fragments%n", (world + 1) * FRAGMENTS);
            }
        }
        return Optional.empty();
    }

    /// All that is needed to see it again.
    static String text(Difference difference) {
        StringBuilder text = new StringBuilder("the grant hides it, and yet it is seen\n");
        text.append("pushdown ").append(difference.pushdown()).append('\n');
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

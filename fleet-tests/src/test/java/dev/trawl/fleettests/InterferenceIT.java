package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.source.fuzz.LongRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two worlds that differ only in what a reader may not see answer every query and every explain
/// alike: rows, types, figures, plans, errors and their words, batches, records. Time and what is
/// made of it is left out.
///
/// Long runs: `-Dtrawl.fuzz.queries=20000`, from another place `-Dtrawl.fuzz.seed=7`, to go on
/// where a run was ended `-Dtrawl.fuzz.progress=<file>`, requests at once `-Dtrawl.fuzz.workers=6`.
/// What a run finds is made short and printed; in `interference/kept.sql` it is asked in every run.
@ExtendWith(FleetExtension.class)
@Timeout(86_400)
class InterferenceIT {
    private static final int QUERIES = Integer.getInteger("trawl.fuzz.queries", 50);
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 20_261_121);
    private static final int WORKERS = Integer.getInteger("trawl.fuzz.workers", 4);

    /// Queries in one pair of worlds.
    private static final int ROUND = 250;

    private static final Finder.Effort EFFORT =
            new Finder.Effort(new ShrunkSql.Effort(12, 100), 300);
    private static final Finder.Effort LITTLE = new Finder.Effort(new ShrunkSql.Effort(2, 20), 4);

    /// A look into the log takes the longer the more is in it, so each round begins with an empty
    /// one.
    @Test
    void nothingTellsWhatIsHidden(FleetUnderTest fleet) throws Exception {
        LongRun progress = LongRun.of("queries", SEED, QUERIES);
        fleet.apply(Files.readString(Path.of("../examples/airline/resources/6-system.yaml")));
        WorldStore store = new WorldStore(fleet, text -> text);
        List<Asked> queries = new ArrayList<>(kept());
        long asked = QUERIES - progress.done() + queries.size();
        long answered = 0;
        long undecided = 0;
        long looked = 0;
        while (!progress.isOver()) {
            long from = SEED + progress.done();
            long more = Math.min(ROUND, QUERIES - progress.done());
            LongStream.range(from, from + more).mapToObj(Asked::random).forEach(queries::add);
            try (Twins twins =
                    new Twins(fleet, Tokens.of(fleet), WORKERS, Twins.Records.COMPARED)) {
                assertThat(new Finder(store, twins, EFFORT).find(HiddenWorld.of(from), queries))
                        .as("what tells worlds apart; keep it in kept.sql")
                        .isEmpty();
                answered += twins.answered();
                undecided += twins.undecided();
                looked += twins.looked();
            }
            queries.clear();
            progress.add(more);
            if (!progress.isOver()) {
                fleet.buckets().clear(Buckets.STATE, "audit/log/");
            }
        }
        assertThat(answered).as("queries that succeed").isBetween(asked / 5, asked * 9 / 10);
        assertThat(looked).as("queries that the log tells of").isGreaterThan(asked * 4 / 5);
        assertThat(undecided).as("races").isLessThanOrEqualTo(asked / 50 + 1);
    }

    /// The policies show one column without its mask.
    @Test
    void aMaskThatIsMissingIsSeenAndTheQueryThatSeesItMadeShort(FleetUnderTest fleet)
            throws Exception {
        WorldStore leaking =
                new WorldStore(
                        fleet,
                        text -> text.replaceAll("- \\{ columns: \\[salary], mask: .* }", ""));
        List<Asked> queries =
                LongStream.range(0, 5_000)
                        .mapToObj(Asked::random)
                        .filter(a -> a.sql().contains("sum(v.salary)"))
                        .filter(a -> !a.sql().contains("cast(") && !a.sql().contains("/"))
                        .limit(3)
                        .toList();
        int longest = queries.stream().mapToInt(a -> a.sql().length()).max().orElse(0);
        HiddenWorld world = HiddenWorld.of(SEED);
        try (Twins twins = new Twins(fleet, Tokens.of(fleet), WORKERS, Twins.Records.LEFT_OUT)) {
            assertThat(new Finder(leaking, twins, LITTLE).find(world, queries))
                    .hasValueSatisfying(found -> {
                        assertThat(found.sql()).contains("v.salary").hasSizeLessThan(longest);
                        assertThat(found.world().size()).isLessThan(world.size());
                    });
        }
    }

    private static List<Asked> kept() {
        List<Asked> kept = new ArrayList<>();
        TestResources.read("interference/kept.sql")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .forEach(sql ->
                        kept.add(new Asked(sql, List.of(), kept.size() % VaultPolicies.COUNT)));
        return kept;
    }
}

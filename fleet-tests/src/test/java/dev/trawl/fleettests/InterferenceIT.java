package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.source.fuzz.LongRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two worlds that differ only in what a reader may not see answer every query and every explain
/// alike: rows, types, figures, plans, errors and their words. Time and what is made of it is left
/// out.
///
/// Long runs: `-Dtrawl.fuzz.queries=20000`, from another place `-Dtrawl.fuzz.seed=7`, to go on
/// where a run was ended `-Dtrawl.fuzz.progress=<file>`. What a run finds is made short and
/// printed; in `interference/kept.sql` it is asked in every run.
@ExtendWith(FleetExtension.class)
@Timeout(86_400)
class InterferenceIT {
    private static final int QUERIES = Integer.getInteger("trawl.fuzz.queries", 30);
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 20_261_121);
    private static final int ROUND = 500;
    private static final ShrunkSql.Effort EFFORT = new ShrunkSql.Effort(12, 100);
    private static final ShrunkSql.Effort LITTLE = new ShrunkSql.Effort(2, 20);

    @Test
    void nothingTellsWhatIsHidden(FleetUnderTest fleet) throws Exception {
        LongRun progress = LongRun.of("queries", SEED, QUERIES);
        Twins twins = new Twins(fleet, text -> text);
        List<Asked> queries = new ArrayList<>(kept());
        long asked = QUERIES - progress.done() + queries.size();
        long answered = 0;
        while (!progress.isOver()) {
            long from = SEED + progress.done();
            long more = Math.min(ROUND, QUERIES - progress.done());
            LongStream.range(from, from + more).mapToObj(Asked::random).forEach(queries::add);
            List<String> found = twins.find(queries, from, EFFORT);
            assertThat(found).as("what tells worlds apart; keep it in kept.sql").isEmpty();
            answered += twins.answered();
            queries.clear();
            progress.add(more);
        }
        assertThat(answered).as("queries that succeed").isBetween(asked / 5, asked * 9 / 10);
    }

    /// The policy shows one column without its mask.
    @Test
    void aMaskThatIsMissingIsSeenAndTheQueryThatSeesItMadeShort(FleetUnderTest fleet)
            throws Exception {
        String mask = "- { columns: [salary], mask: \"null\" }";
        Twins leaking = new Twins(fleet, text -> text.replace(mask, ""));
        List<Asked> queries =
                LongStream.range(0, 5_000)
                        .mapToObj(Asked::random)
                        .filter(a -> a.sql().contains("sum(v.salary)"))
                        .filter(a -> !a.sql().contains("cast(") && !a.sql().contains("/"))
                        .limit(2)
                        .toList();
        List<String> found;
        try {
            found = leaking.find(queries, SEED, LITTLE);
        } finally {
            HiddenWorld.enter(fleet, SEED, text -> text);
        }
        int longest = queries.stream().mapToInt(a -> a.sql().length()).max().orElse(0);
        assertThat(found).singleElement().asString().contains("v.salary").hasSizeLessThan(longest);
    }

    private static List<Asked> kept() {
        return TestResources.read("interference/kept.sql")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .map(line -> new Asked(line, List.of()))
                .toList();
    }
}

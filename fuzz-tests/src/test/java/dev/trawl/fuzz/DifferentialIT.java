package dev.trawl.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.testkit.fuzz.Choices;
import dev.trawl.testkit.fuzz.FuzzQuery;
import dev.trawl.testkit.fuzz.FuzzTables;
import dev.trawl.testkit.fuzz.RandomSql;
import dev.trawl.testkit.fuzz.Shrinking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Random queries have one answer: in PostgreSQL, MariaDB, Parquet or mixed, pushed down or not, in
/// one split or several, by the reference evaluator, and by PostgreSQL or DuckDB over full copies.
/// A query is tried in two settings, once pushed down and once not.
///
/// Long runs: `-Dtrawl.fuzz.queries=100000`, from another place `-Dtrawl.fuzz.seed=7`, going on
/// where a run ended with `-Dtrawl.fuzz.progress=<file>`. A failing case is made small and written
/// to `target/fuzz`; `-Dtrawl.fuzz.case=<file>` runs it again.
class DifferentialIT {
    private static final int QUERIES = Integer.getInteger("trawl.fuzz.queries", 0);
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 1);
    private static final int WORKERS =
            Integer.getInteger("trawl.fuzz.workers", Runtime.getRuntime().availableProcessors());
    private static final int SHRINKS = Integer.getInteger("trawl.fuzz.shrinks", 400);
    private static final Duration SHRINKING_MAX = Duration.ofSeconds(20);
    private static final int FOUND_MAX = Integer.getInteger("trawl.fuzz.found", 20);
    private static final Path FOLDER = Path.of("target", "fuzz");
    private static final Logger LOGS = Logger.getLogger("");

    @BeforeAll
    static void onlyWarningsAreLogged() {
        LOGS.setLevel(Level.WARNING);
    }

    @Test
    @DisabledIfSystemProperty(named = "trawl.fuzz.case", matches = ".+")
    void answersAreTheSameEverywhere() throws Exception {
        Campaign campaign = Campaign.begun(SEED, QUERIES);
        Turns turns = new Turns();
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            List<Callable<Boolean>> work =
                    Collections.nCopies(
                            WORKERS,
                            () -> {
                                work(campaign, turns, found);
                                return true;
                            });
            for (Future<Boolean> ended : workers.invokeAll(work)) {
                ended.get();
            }
        }
        assertThat(String.join("\n\n", found)).as("differences").isEmpty();
    }

    /// One world after the other, each with its own tables in its own databases.
    private static void work(Campaign campaign, Turns turns, List<String> found) throws Exception {
        try (Sources sources = new Sources()) {
            for (Campaign.Part part = campaign.next(); part.hasQueries(); part = campaign.next()) {
                try (World world = new World(FuzzTables.of(part.first()), sources)) {
                    for (long next = part.first(); next < part.end(); next++) {
                        if (campaign.isOver() || found.size() >= FOUND_MAX) {
                            return;
                        }
                        long seed = next;
                        turns.run(
                                        () -> difference(world, seed),
                                        _ -> Optional.of("query %d does not end".formatted(seed)))
                                .ifPresent(found::add);
                        campaign.done();
                    }
                }
                campaign.ended(part, found.size());
            }
        }
    }

    /// Of databases that would be asked the text one is, by turns.
    private static FuzzQuery ofOneOracle(FuzzQuery query, long seed) {
        List<FuzzQuery.Oracle> oracles = query.oracles().stream().sorted().toList();
        return oracles.size() < 2
                ? query
                : new FuzzQuery(
                        query.text(),
                        query.kinds(),
                        query.isOrdered(),
                        Set.of(oracles.get(Math.floorMod(seed, oracles.size()))));
    }

    /// Made small and written to a file.
    private static Optional<String> difference(World world, long seed) throws IOException {
        Choices choices = Choices.random(seed);
        FuzzQuery query = ofOneOracle(new RandomSql(choices).query(), seed);
        List<Setting> settings = Setting.of(seed);
        Differences differences = new Differences(world);
        Optional<Differences.Difference> difference = differences.of(query, settings);
        if (difference.isEmpty()) {
            return Optional.empty();
        }
        String where = difference.get().where();
        Setting failing =
                settings.stream()
                        .filter(s -> s.text().equals(where))
                        .findFirst()
                        .orElse(settings.getFirst());
        long end = System.nanoTime() + SHRINKING_MAX.toNanos();
        List<Integer> small =
                Shrinking.of(
                        choices.made(),
                        SHRINKS,
                        c ->
                                System.nanoTime() < end
                                        && differences.has(
                                                new RandomSql(Choices.again(c)).query(),
                                                failing,
                                                where));
        FuzzCase smallest =
                new FuzzCase(
                        new RandomSql(Choices.again(small)).query(),
                        List.of(failing),
                        world.tables());
        String about =
                differences
                        .of(smallest.query(), List.of(failing))
                        .map(d -> d.where() + "\n" + d.what())
                        .orElse("");
        Files.createDirectories(FOLDER);
        Path file = FOLDER.resolve("case-%d.txt".formatted(seed));
        Files.writeString(file, smallest.text(about));
        System.out.printf("%s%n%s%n%s%n", file, smallest.query().text(), about);
        return Optional.of("%s\n%s\n%s".formatted(file, smallest.query().text(), about));
    }

    @Test
    @EnabledIfSystemProperty(named = "trawl.fuzz.case", matches = ".+")
    void caseOfAFileAgrees() throws IOException {
        FuzzCase given =
                FuzzCase.parse(Files.readString(Path.of(System.getProperty("trawl.fuzz.case"))));
        try (Sources sources = new Sources();
                World world = new World(given.tables(), sources)) {
            assertThat(new Differences(world).of(given.query(), given.settings())).isEmpty();
        }
    }
}

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
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Random queries have one answer: in PostgreSQL, MariaDB, Parquet or mixed, pushed down or not, in
/// one split or several, by the reference evaluator, and by PostgreSQL and DuckDB over full copies.
///
/// Long runs: `-Dtrawl.fuzz.queries=100000`, from another place `-Dtrawl.fuzz.seed=7`. A failing
/// case is made small and written to `target/fuzz`; `-Dtrawl.fuzz.case=<file>` runs it again.
class DifferentialIT {
    private static final int QUERIES = Integer.getInteger("trawl.fuzz.queries", 0);
    private static final int QUERIES_OF_CI = 200;
    private static final Duration TIME_OF_CI = Duration.ofSeconds(20);
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 1);
    private static final int QUERIES_OF_A_WORLD = 100;
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
    void answersAreTheSameEverywhere() throws IOException {
        List<String> found = new ArrayList<>();
        long start = System.nanoTime();
        try (Sources sources = new Sources()) {
            int done = 0;
            while (!isOver(done, start) && found.size() < FOUND_MAX) {
                long first = SEED * 1_000_000 + done;
                try (World world = new World(FuzzTables.of(first), sources)) {
                    for (int i = 0; i < QUERIES_OF_A_WORLD && !isOver(done, start); i++) {
                        difference(world, first + i).ifPresent(found::add);
                        done++;
                    }
                }
                tell(done, found.size(), Duration.ofNanos(System.nanoTime() - start));
            }
        }
        assertThat(String.join("\n\n", found)).as("differences").isEmpty();
    }

    /// Where nobody says how many, as many as fit into a little time.
    private static boolean isOver(int done, long start) {
        return QUERIES > 0
                ? done >= QUERIES
                : done >= QUERIES_OF_CI
                        || System.nanoTime() - start > TIME_OF_CI.toNanos() && done > 0;
    }

    private static void tell(int done, int found, Duration elapsed) {
        int queries = Math.max(done, QUERIES);
        double perSecond = done / Math.max(1e-3, elapsed.toMillis() / 1e3);
        System.out.printf(
                "%d of %d queries, %d differences, %.1f queries/s, %.0f s left%n",
                done, queries, found, perSecond, (queries - done) / perSecond);
    }

    /// Made small and written to a file.
    private static Optional<String> difference(World world, long seed) throws IOException {
        Choices choices = Choices.random(seed);
        FuzzQuery query = new RandomSql(choices).query();
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

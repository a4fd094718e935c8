package dev.trawl.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.protocol.TrawlException;
import dev.trawl.testkit.DuckDbTables;
import dev.trawl.testkit.MariaDbTables;
import dev.trawl.testkit.PlanGenerator;
import dev.trawl.testkit.PostgresTables;
import dev.trawl.testkit.RowsAssert;
import dev.trawl.testkit.SqlDatabase;
import dev.trawl.testkit.TableData;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import dev.trawl.testkit.reference.ReferenceOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Random plans give the same rows in the reference evaluator and in the databases.
/// `-Dtrawl.fuzz=N` tries N of them.
final class RandomPlansTest {
    private static final int PLANS = Integer.getInteger("trawl.fuzz", 300);
    private static final long FIRST_SEED = Long.getLong("trawl.seed", 20_261_121L);
    private static final List<TableData> TABLES =
            List.of(
                    PlanGenerator.table("p", 12, 1),
                    PlanGenerator.table("q", 7, 2),
                    PlanGenerator.table("r", 0, 3));

    private static ReferenceEvaluator reference(List<TableData> tables) {
        return new ReferenceEvaluator(leaf ->
                tables.stream()
                        .filter(t -> t.scan().equals(leaf))
                        .findFirst()
                        .orElseThrow()
                        .rows());
    }

    /// The tables with NULL for what the database cannot hold.
    private static List<TableData> tables(SqlDatabase database) {
        return TABLES.stream()
                .map(t -> new TableData(t.name(), t.fields(), held(t.rows(), database)))
                .toList();
    }

    private static List<List<@Nullable Object>> held(
            List<List<@Nullable Object>> rows, SqlDatabase database) {
        List<List<@Nullable Object>> held = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            List<@Nullable Object> values = new ArrayList<>();
            row.forEach(v -> values.add(database.holds(v) ? v : null));
            held.add(values);
        }
        return held;
    }

    @Test
    void plansGiveTheSameRowsInDuckDb() {
        try (SqlDatabase database = DuckDbTables.open()) {
            assertThat(compared(database)).isGreaterThan(PLANS / 2);
        }
    }

    @Test
    void plansGiveTheSameRowsInPostgres() {
        try (SqlDatabase database = PostgresTables.open()) {
            assertThat(compared(database)).isGreaterThan(PLANS / 10);
        }
    }

    @Test
    @EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
    void plansGiveTheSameRowsInMariaDb() {
        try (SqlDatabase database = MariaDbTables.open()) {
            assertThat(compared(database)).isGreaterThan(PLANS / 20);
        }
    }

    @Test
    void plansAreReadAsTheyWereWritten() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PLANS; seed++) {
            Relation plan = plan(seed);
            assertThat(PlanCodec.relationFromJson(PlanCodec.toJson(plan), JsonLimits.DEFAULT))
                    .as("seed %d", seed)
                    .isEqualTo(plan);
        }
    }

    private static Relation plan(long seed) {
        return PlanGenerator.over(TABLES, seed).relation((int) (seed % 5));
    }

    /// How many plans the database supports and neither side failed.
    private int compared(SqlDatabase database) {
        List<TableData> tables = tables(database);
        ReferenceEvaluator reference = reference(tables);
        tables.forEach(database::create);
        int compared = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PLANS; seed++) {
            Relation plan = plan(seed);
            if (isSupported(plan, database) && isSame(database, reference, plan, seed)) {
                compared++;
            }
        }
        return compared;
    }

    private static boolean isSupported(Relation plan, SqlDatabase database) {
        return database.supports(plan)
                && plan.inputs().stream().allMatch(i -> isSupported(i, database));
    }

    /// A plan that can fail may do so on one side only: no order of evaluation is promised.
    private static boolean isSame(
            SqlDatabase database, ReferenceEvaluator reference, Relation plan, long seed) {
        Optional<List<List<@Nullable Object>>> expected =
                unlessFailed(plan, () -> reference.rows(plan));
        Optional<List<List<@Nullable Object>>> actual =
                unlessFailed(plan, () -> database.rows(plan));
        if (expected.isEmpty() || actual.isEmpty()) {
            return false;
        }
        String about =
                "seed %d in %s:\n%s%s"
                        .formatted(
                                seed, database.name(), PlanPrinter.print(plan), database.sql(plan));
        if (plan instanceof Relation.Sort sort) {
            assertThat(ordered(sort, actual.get())).as(about).isTrue();
        }
        RowsAssert.assertThatRows(actual.get()).as(about).containsExactlyInAnyOrder(expected.get());
        return true;
    }

    private static boolean ordered(Relation.Sort sort, List<List<@Nullable Object>> rows) {
        List<List<@Nullable Object>> sorted = new ArrayList<>(rows);
        sorted.sort(ReferenceEvaluator.order(sort.keys()));
        for (int i = 0; i < rows.size(); i++) {
            if (ReferenceOrder.ofRows().compare(rows.get(i), sorted.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<List<List<@Nullable Object>>> unlessFailed(
            Relation plan, Supplier<List<List<@Nullable Object>>> rows) {
        try {
            return Optional.of(rows.get());
        } catch (TrawlException e) {
            assertThat(Fallible.isIn(plan)).as(e.text()).isTrue();
            return Optional.empty();
        }
    }
}

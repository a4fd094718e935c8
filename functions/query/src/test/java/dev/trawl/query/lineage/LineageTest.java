package dev.trawl.query.lineage;

import static dev.trawl.testkit.RowsAssert.assertThatRows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.fake.Sample;
import dev.trawl.query.split.RandomPlans;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final int PLANS = 400;
    private static final List<TableName> TABLES =
            List.of(
                    TableName.parse("a.s.t0"),
                    TableName.parse("a.s.t1"),
                    TableName.parse("b.s.t0"),
                    TableName.parse("b.s.t1"));

    @Test
    void filtersJoinsGroupsAndOrderAreIndirect() {
        Relation legs = Sample.scan(Sample.LEGS, "id", "origin", "delay");
        Relation joined =
                new Relation.Join(
                        legs,
                        Sample.scan(Sample.ORDERS, "leg", "person"),
                        Relation.Join.Kind.INNER,
                        Sample.call(
                                Function.EQ,
                                Sample.column(legs, "id"),
                                new Expr.Column(3, Type.Simple.BIGINT)));
        Relation grouped =
                new Relation.Aggregate(
                        joined,
                        List.of(1),
                        List.of(
                                Sample.aggregation(
                                        "late",
                                        AggregateFunction.MAX,
                                        Sample.column(joined, "delay"))));
        Relation plan = new Relation.Sort(grouped, List.of(SortKey.ascending(0)));

        assertThat(Lineage.of(plan).stream().map(LineageTest::text))
                .containsExactly(
                        "origin = flights.public.legs.origin"
                                + " by bookings.public.orders.leg, flights.public.legs.id",
                        "late = flights.public.legs.delay"
                                + " by bookings.public.orders.leg, flights.public.legs.id,"
                                + " flights.public.legs.origin");
    }

    @Test
    void columnsOfRecursionComeFromItsFirstRowsAndItsSteps() {
        Relation people = Sample.scan(Sample.PEOPLE, "id");
        Relation step =
                new Relation.Project(
                        new Relation.Join(
                                new Relation.Previous(0, people.fields()),
                                Sample.scan(Sample.ORDERS, "leg", "person"),
                                Relation.Join.Kind.INNER,
                                Sample.call(
                                        Function.EQ,
                                        new Expr.Column(0, Type.Simple.BIGINT),
                                        new Expr.Column(2, Type.Simple.BIGINT))),
                        List.of(new NamedExpr("id", new Expr.Column(1, Type.Simple.BIGINT))));

        assertThat(
                        Lineage.of(
                                        new Relation.Recursion(
                                                0, people, step, Relation.Recursion.Kept.ALL))
                                .stream()
                                .map(LineageTest::text))
                .containsExactly(
                        "id = bookings.public.orders.leg, bookings.public.people.id"
                                + " by bookings.public.orders.person");
    }

    /// Values of one base column are changed; where the values of an output column change with
    /// them, its lineage names the base column.
    @Test
    void whatChangesAColumnIsInItsLineage() {
        int changes = 0;
        long named = 0;
        long all = 0;
        for (long seed = 0; seed < PLANS; seed++) {
            RandomPlans random = new RandomPlans(seed);
            Map<TableName, List<List<@Nullable Object>>> tables = new HashMap<>();
            TABLES.forEach(table -> tables.put(table, random.rows()));
            Relation plan = random.plan();
            List<Lineage.Column> lineage = Lineage.of(plan);
            Optional<List<List<@Nullable Object>>> before = rows(plan, tables);
            for (TableName table : TABLES) {
                for (int c = 0; c < RandomPlans.FIELDS.size(); c++) {
                    BaseColumn base = new BaseColumn(table, RandomPlans.FIELDS.get(c).name());
                    Map<TableName, List<List<@Nullable Object>>> changed = new HashMap<>(tables);
                    changed.put(table, shuffled(tables.getOrDefault(table, List.of()), c, seed));
                    Optional<List<List<@Nullable Object>>> after = rows(plan, changed);
                    for (int i = 0; i < lineage.size(); i++) {
                        all++;
                        if (isIn(base, lineage.get(i))) {
                            named++;
                        } else if (before.isPresent() && after.isPresent()) {
                            changes++;
                            assertThatRows(column(after.get(), i))
                                    .as("seed %d, %s\n%s", seed, base, PlanPrinter.print(plan))
                                    .containsExactlyInAnyOrder(column(before.get(), i));
                        }
                    }
                }
            }
        }
        assertThat(changes).isGreaterThan(10_000);
        assertThat(named).isBetween(all / 100, all / 2);
    }

    private static boolean isIn(BaseColumn base, Lineage.Column column) {
        return column.direct().contains(base) || column.indirect().contains(base);
    }

    private static Optional<List<List<@Nullable Object>>> rows(
            Relation plan, Map<TableName, List<List<@Nullable Object>>> tables) {
        try {
            return Optional.of(
                    new ReferenceEvaluator(leaf ->
                            tables.getOrDefault(((Relation.Scan) leaf).table(), List.of()))
                            .rows(plan));
        } catch (TrawlException e) {
            return Optional.empty();
        }
    }

    private static List<List<@Nullable Object>> shuffled(
            List<List<@Nullable Object>> rows, int column, long seed) {
        List<@Nullable Object> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.get(column)));
        Collections.shuffle(values, new Random(seed));
        if (!values.isEmpty()) {
            values.set(0, null);
        }
        List<List<@Nullable Object>> changed = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<@Nullable Object> row = new ArrayList<>(rows.get(i));
            row.set(column, values.get(i));
            changed.add(Collections.unmodifiableList(row));
        }
        return changed;
    }

    private static List<List<@Nullable Object>> column(
            List<List<@Nullable Object>> rows, int column) {
        return rows.stream()
                .map(row -> Collections.<@Nullable Object>singletonList(row.get(column)))
                .toList();
    }

    private static String text(Lineage.Column column) {
        return "%s = %s by %s"
                .formatted(
                        column.name(),
                        String.join(", ", column.direct().stream().map(String::valueOf).toList()),
                        String.join(
                                ", ", column.indirect().stream().map(String::valueOf).toList()));
    }
}

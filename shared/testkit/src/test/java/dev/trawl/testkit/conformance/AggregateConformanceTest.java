package dev.trawl.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.TrawlException;
import dev.trawl.testkit.DuckDbTables;
import dev.trawl.testkit.EdgeValues;
import dev.trawl.testkit.MariaDbTables;
import dev.trawl.testkit.PostgresTables;
import dev.trawl.testkit.RowsAssert;
import dev.trawl.testkit.SqlDatabase;
import dev.trawl.testkit.TableData;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Every aggregate over groups of edge values: the value or error code of the reference evaluator.
final class AggregateConformanceTest {
    private static final int GROUPS = 14;
    private static final Expr.Column ID = new Expr.Column(0, Type.Simple.INTEGER);

    private final List<String> differences = new ArrayList<>();

    @Test
    void aggregatesInDuckDbAreTheReferences() {
        try (SqlDatabase database = DuckDbTables.open()) {
            checkAll(database);
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void aggregatesInPostgresAreTheReferences() {
        try (SqlDatabase database = PostgresTables.open()) {
            checkAll(database);
        }
        assertThat(differences).isEmpty();
    }

    @Test
    @EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
    void aggregatesInMariaDbAreTheReferences() {
        try (SqlDatabase database = MariaDbTables.open()) {
            checkAll(database);
        }
        assertThat(differences).isEmpty();
    }

    private void checkAll(SqlDatabase database) {
        int tables = 0;
        for (Type type : ExprCases.types()) {
            if (type.isOrdered()) {
                TableData table = table("agg" + tables++, type, database);
                database.create(table);
                for (AggregateFunction function : AggregateFunction.values()) {
                    check(database, table, function, type);
                }
            }
        }
    }

    private void check(
            SqlDatabase database, TableData table, AggregateFunction function, Type type) {
        Expr.Column value = new Expr.Column(1, type);
        List<Expr> arguments =
                switch (function) {
                    case COUNT_ALL -> List.of();
                    case STRING_AGG -> List.of(value, Literals.of(", "), Literals.of(""));
                    case MIN_BY, MAX_BY -> List.of(ID, value);
                    case PERCENTILE_CONT, PERCENTILE_DISC -> List.of(value, fraction("0.300"));
                    case COUNT,
                            SUM,
                            AVG,
                            MIN,
                            MAX,
                            BOOL_AND,
                            BOOL_OR,
                            VAR_POP,
                            VAR_SAMP,
                            STDDEV_POP,
                            STDDEV_SAMP ->
                            List.of(value);
                };
        try {
            function.resultType(arguments);
        } catch (IllegalArgumentException e) {
            return;
        }
        Expr half = Expr.Call.of(Function.LT, ID, Literals.of(7));
        check(database, table, aggregation(function, arguments, null));
        check(database, table, aggregation(function, arguments, half));
        if (function == AggregateFunction.STRING_AGG || arguments.size() == 2) {
            more(database, table, function, value);
            return;
        }
        if (!arguments.isEmpty()) {
            check(
                    database,
                    table,
                    new Aggregation(
                            "a", function, arguments, Aggregation.Quantifier.DISTINCT, null));
        }
    }

    private void more(
            SqlDatabase database, TableData table, AggregateFunction function, Expr value) {
        if (function == AggregateFunction.PERCENTILE_CONT
                || function == AggregateFunction.PERCENTILE_DISC) {
            for (String share : List.of("0.000", "0.500", "0.950", "1.000")) {
                check(
                        database,
                        table,
                        aggregation(function, List.of(value, fraction(share)), null));
            }
            return;
        }
        if (function != AggregateFunction.STRING_AGG) {
            check(database, table, aggregation(function, List.of(value, ID), null));
            return;
        }
        for (String order : List.of("al", "af", "dl", "df")) {
            check(database, table, joined(order, value, value, Aggregation.Quantifier.ALL));
            check(database, table, joined(order, value, ID, Aggregation.Quantifier.ALL));
            check(database, table, joined(order, value, value, Aggregation.Quantifier.DISTINCT));
        }
    }

    private static Expr fraction(String share) {
        return Literals.of(new BigDecimal(share), new Type.Decimal(4, 3));
    }

    private static Aggregation joined(
            String order, Expr value, Expr key, Aggregation.Quantifier quantifier) {
        return new Aggregation(
                "a",
                AggregateFunction.STRING_AGG,
                List.of(value, Literals.of(""), Literals.of(order), key),
                quantifier,
                null);
    }

    private static Aggregation aggregation(
            AggregateFunction function, List<Expr> arguments, @Nullable Expr filter) {
        return new Aggregation("a", function, arguments, Aggregation.Quantifier.ALL, filter);
    }

    private void check(SqlDatabase database, TableData table, Aggregation aggregation) {
        ReferenceEvaluator reference = new ReferenceEvaluator(_ -> table.rows());
        Random random = new Random(table.name().hashCode());
        for (int size = -2; size < GROUPS; size++) {
            List<Expr.Literal> ids =
                    size < 0
                            ? List.of(Literals.of(size))
                            : random.ints(1 + size / 3, 0, table.rows().size())
                                    .mapToObj(Literals::of)
                                    .toList();
            Relation.Aggregate plan =
                    new Relation.Aggregate(
                            size == -2
                                    ? table.scan()
                                    : new Relation.Filter(table.scan(), new Expr.In(ID, ids)),
                            List.of(),
                            List.of(aggregation));
            if (database.supports(plan)) {
                compare(database, reference, plan, aggregation);
            }
        }
    }

    private void compare(
            SqlDatabase database,
            ReferenceEvaluator reference,
            Relation.Aggregate plan,
            Aggregation aggregation) {
        Object expected;
        try {
            expected = reference.rows(plan).getFirst().getFirst();
        } catch (TrawlException e) {
            expected = e.code();
        }
        Object actual;
        try {
            actual = database.rows(plan).getFirst().getFirst();
        } catch (TrawlException e) {
            actual = e.code();
        }
        try {
            if (expected == null || !expected.equals(actual)) {
                RowsAssert.assertThatRows(rows(actual))
                        .withInexactColumns(aggregation.type().isFloating() ? Set.of(0) : Set.of())
                        .containsExactly(rows(expected));
            }
        } catch (AssertionError | RuntimeException e) {
            differences.add("not %s but %s: %s".formatted(expected, actual, database.sql(plan)));
        }
    }

    private static List<List<@Nullable Object>> rows(@Nullable Object value) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(value);
        return List.of(row);
    }

    private static TableData table(String name, Type type, SqlDatabase database) {
        List<@Nullable Object> values = EdgeValues.of(type);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        IntStream.range(0, values.size())
                .filter(i -> database.holds(values.get(i)))
                .forEach(i -> {
                    List<@Nullable Object> row = new ArrayList<>();
                    row.add((long) i);
                    row.add(values.get(i));
                    rows.add(row);
                });
        return new TableData(
                name, List.of(new Field("id", Type.Simple.INTEGER), new Field("v", type)), rows);
    }
}

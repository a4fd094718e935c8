package dev.trawl.testkit.conformance;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.testkit.EdgeValues;
import dev.trawl.testkit.RowsAssert;
import dev.trawl.testkit.SqlDatabase;
import dev.trawl.testkit.TableData;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tries expressions on edge values in a database and in the reference evaluator. Gathers what
/// differs; a case that the database does not support differs in nothing.
final class Conformance {
    private static final int ROWS_MAX = 200;
    private static final int FAILURES_PER_CODE = 4;
    private static final int CONSTANTS = 6;
    private static final List<String> NUMBERS_AND_TIMES =
            List.of(
                    "0",
                    " 12 ",
                    "-129",
                    "+7",
                    "127",
                    "32768",
                    "2147483648",
                    "9223372036854775808",
                    "1.5",
                    ".5",
                    "5.",
                    "1e2",
                    "0x10",
                    "1_000",
                    "-0.0",
                    "99999999999999999999999999999999999999",
                    "NaN",
                    "nan",
                    "Infinity",
                    "-inf",
                    "1e400",
                    "1e-400",
                    "true",
                    "FALSE",
                    "t",
                    "yes",
                    "2024-02-29",
                    "2023-02-29",
                    "0000-01-01",
                    "9999-12-31",
                    "24:00:00",
                    "23:59:59.999999",
                    "12:00",
                    "2024-02-29 12:34:56.7",
                    "2024-02-29T12:34:56",
                    "2024-02-29 12:34:56Z",
                    "2024-02-29 12:34:56+05:30",
                    "0001-01-01 00:00:00+14",
                    "2024-02-29 12:34:56+15",
                    "01234567-89ab-cdef-0123-456789ABCDEF",
                    "0123456789abcdef0123456789abcdef");

    private static final AtomicInteger TABLES = new AtomicInteger();

    private final SqlDatabase database;
    private final boolean isInexact;
    private final Map<String, TableData> tables = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private int refused;

    private Conformance(SqlDatabase database, boolean isInexact) {
        this.database = database;
        this.isInexact = isInexact;
    }

    static Conformance exact(SqlDatabase database) {
        return new Conformance(database, false);
    }

    static Conformance inexact(SqlDatabase database) {
        return new Conformance(database, true);
    }

    List<String> differences() {
        return differences;
    }

    int refused() {
        return refused;
    }

    void check(ExprCase exprCase) {
        TableData table = table(exprCase.columns());
        List<Expr> columns = new ArrayList<>();
        for (int i = 0; i < exprCase.columns().size(); i++) {
            columns.add(new Expr.Column(i + 1, exprCase.columns().get(i)));
        }
        Expr expr = exprCase.make().apply(columns);
        if (database.supports(expr)) {
            checkColumns(exprCase.toString(), expr, table);
        } else {
            refused++;
        }
        checkConstants(exprCase, table);
    }

    private void checkColumns(String name, Expr expr, TableData table) {
        List<Integer> good = new ArrayList<>();
        List<List<@Nullable Object>> expected = new ArrayList<>();
        Map<ErrorCode, List<Integer>> bad = new TreeMap<>();
        for (int id = 0; id < table.rows().size(); id++) {
            try {
                Object value = ReferenceEvaluator.value(expr, table.rows().get(id));
                List<@Nullable Object> row = new ArrayList<>();
                row.add((long) id);
                row.add(value);
                expected.add(row);
                good.add(id);
            } catch (TrawlException e) {
                bad.computeIfAbsent(e.code(), _ -> new ArrayList<>()).add(id);
            }
        }
        if (!good.isEmpty() && !isEqual(expr, table, good, expected)) {
            for (int i = 0; i < good.size(); i++) {
                compare(name, expr, table, good.get(i), expected.get(i).getLast());
            }
        }
        bad.forEach((code, ids) ->
                ids.stream()
                        .limit(FAILURES_PER_CODE)
                        .forEach(id -> compare(name, expr, table, id, code)));
    }

    private boolean isEqual(
            Expr expr, TableData table, List<Integer> ids, List<List<@Nullable Object>> expected) {
        try {
            RowsAssert.assertThatRows(database.rows(query(expr, table, ids)))
                    .withInexactColumns(isInexact ? Set.of(1) : Set.of())
                    .containsExactlyInAnyOrder(expected);
            return true;
        } catch (TrawlException | AssertionError e) {
            return false;
        }
    }

    private void compare(
            String name, Expr expr, TableData table, int id, @Nullable Object expected) {
        String actual = outcome(query(expr, table, List.of(id)), expected);
        if (!actual.isEmpty()) {
            differences.add("%s of %s: %s".formatted(name, table.rows().get(id), actual));
        }
    }

    /// What is wrong with the single value of a query, or nothing.
    private String outcome(Relation query, @Nullable Object expected) {
        try {
            Object actual = database.rows(query).getFirst().getLast();
            RowsAssert.assertThatRows(List.of(Collections.singletonList(actual)))
                    .withInexactColumns(isInexact ? Set.of(0) : Set.of())
                    .containsExactly(List.of(Collections.singletonList(expected)));
            return "";
        } catch (TrawlException e) {
            return e.code() == expected ? "" : "not %s but %s".formatted(expected, e.text());
        } catch (AssertionError | ClassCastException e) {
            return "not %s but %s in %s".formatted(expected, e.getMessage(), database.sql(query));
        }
    }

    private void checkConstants(ExprCase exprCase, TableData table) {
        Relation.Values one =
                new Relation.Values(
                        List.of(new Field("one", Type.Simple.INTEGER)),
                        List.of(List.of(Literals.of(1))));
        for (List<@Nullable Object> row :
                table.rows().subList(0, Math.min(CONSTANTS, table.rows().size()))) {
            List<Expr> constants = new ArrayList<>();
            for (int i = 0; i < exprCase.columns().size(); i++) {
                constants.add(new Expr.Literal(row.get(i + 1), exprCase.columns().get(i)));
            }
            Expr expr = exprCase.make().apply(constants);
            if (database.supports(expr)) {
                String actual =
                        outcome(
                                new Relation.Project(one, List.of(new NamedExpr("e", expr))),
                                expected(expr));
                if (!actual.isEmpty()) {
                    differences.add("constants %s of %s: %s".formatted(exprCase, row, actual));
                }
            }
        }
    }

    private static @Nullable Object expected(Expr expr) {
        try {
            return ReferenceEvaluator.value(expr, List.of());
        } catch (TrawlException e) {
            return e.code();
        }
    }

    private static Relation query(Expr expr, TableData table, List<Integer> ids) {
        Expr.Column id = new Expr.Column(0, Type.Simple.INTEGER);
        return new Relation.Project(
                new Relation.Filter(
                        table.scan(), new Expr.In(id, ids.stream().map(Literals::of).toList())),
                List.of(new NamedExpr("id", id), new NamedExpr("e", expr)));
    }

    /// Edge values of all columns in every combination, or some of them if there are too many.
    private TableData table(List<Type> types) {
        String name = types.stream().map(Type::text).toList().toString();
        TableData known = tables.get(name);
        if (known != null) {
            return known;
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(new ArrayList<>());
        for (Type type : types) {
            List<List<@Nullable Object>> longer = new ArrayList<>();
            for (List<@Nullable Object> row : rows) {
                for (Object value : values(type)) {
                    List<@Nullable Object> next = new ArrayList<>(row);
                    next.add(value);
                    longer.add(next);
                }
            }
            rows = longer;
        }
        Collections.shuffle(rows, new Random(name.hashCode()));
        TableData table = withIds("t" + TABLES.incrementAndGet(), types, rows);
        database.create(table);
        tables.put(name, table);
        return table;
    }

    private TableData withIds(
            String name, List<Type> types, List<List<@Nullable Object>> combinations) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int id = 0; id < Math.min(ROWS_MAX, combinations.size()); id++) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add((long) id);
            row.addAll(combinations.get(id));
            rows.add(row);
        }
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("id", Type.Simple.INTEGER));
        IntStream.range(0, types.size()).forEach(i -> fields.add(new Field("a" + i, types.get(i))));
        return new TableData(name, fields, rows);
    }

    private List<@Nullable Object> values(Type type) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object value : EdgeValues.of(type)) {
            if (database.holds(value)) {
                values.add(value);
            }
        }
        if (type == Type.Simple.VARCHAR) {
            values.addAll(NUMBERS_AND_TIMES);
        }
        return values;
    }
}

package dev.trawl.query.fake;

import static dev.trawl.plan.Type.Simple.BIGINT;
import static dev.trawl.plan.Type.Simple.DOUBLE;
import static dev.trawl.plan.Type.Simple.INTEGER;
import static dev.trawl.plan.Type.Simple.VARCHAR;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A small world: flights in files, bookings in a database.
public final class Sample {
    public static final TableName LEGS = TableName.parse("flights.public.legs");
    public static final TableName ORDERS = TableName.parse("bookings.public.orders");
    public static final TableName PEOPLE = TableName.parse("bookings.public.people");
    public static final TableName SECRET = TableName.parse("bookings.public.secret");
    public static final TableName WHO = TableName.parse("bookings.public.who");

    private static final Type PRICE = new Type.Decimal(12, 2);
    private static final int LEG_COUNT = 97;

    private Sample() {}

    public static Map<TableName, TableRows> tables() {
        Map<TableName, TableRows> tables = new LinkedHashMap<>();
        List<List<@Nullable Object>> legs = new ArrayList<>();
        for (int i = 0; i < LEG_COUNT; i++) {
            legs.add(
                    row(
                            (long) i,
                            i % 7 == 0 ? null : List.of("AMS", "CDG", "OSL").get(i % 3),
                            i % 5 == 0 ? null : (long) (i * 37 % 50 - 20),
                            new BigDecimal(i * 101 % 900).movePointLeft(2),
                            i / 8.0));
        }
        add(
                tables,
                LEGS,
                List.of(
                        new Field("id", BIGINT),
                        new Field("origin", VARCHAR),
                        new Field("delay", INTEGER),
                        new Field("price", PRICE),
                        new Field("hours", DOUBLE)),
                legs);
        add(
                tables,
                ORDERS,
                List.of(new Field("leg", BIGINT), new Field("person", BIGINT)),
                List.of(row(1L, 10L), row(2L, 10L), row(3L, 11L), row(200L, 12L)));
        add(
                tables,
                PEOPLE,
                List.of(new Field("id", BIGINT), new Field("name", VARCHAR)),
                List.of(row(10L, "Ann"), row(11L, "Bob, \"the\" builder"), row(12L, null)));
        add(tables, SECRET, List.of(new Field("id", BIGINT)), List.of(row(1L)));
        return Collections.unmodifiableMap(tables);
    }

    public static CatalogSnapshot catalog() {
        Map<TableName, CatalogTable> tables = new LinkedHashMap<>();
        tables().forEach((name, table) -> tables.put(name, table(table)));
        return new CatalogSnapshot(
                "hash",
                Map.of(
                        "flights", new CatalogSource("flights", "objects", "source-flights"),
                        "bookings", new CatalogSource("bookings", "jdbc", "source-bookings")),
                tables,
                Map.of(
                        WHO,
                        new CatalogView(WHO, "who", Set.of(), "o", "", "select name from people")));
    }

    public static Relation.Scan scan(TableName table, String... columns) {
        TableRows rows = tables().get(table);
        if (rows == null) {
            throw new IllegalArgumentException("no table " + table);
        }
        List<String> wanted = Arrays.asList(columns);
        return new Relation.Scan(
                table, rows.fields().stream().filter(f -> wanted.contains(f.name())).toList());
    }

    public static Expr column(Relation relation, String name) {
        List<String> names = relation.fields().stream().map(Field::name).toList();
        return Expressions.column(relation, names.indexOf(name));
    }

    public static Expr call(Function function, Expr... arguments) {
        return Expr.Call.of(function, arguments);
    }

    public static Relation project(Relation input, String... columns) {
        return new Relation.Project(
                input,
                Arrays.stream(columns).map(c -> new NamedExpr(c, column(input, c))).toList());
    }

    public static Aggregation aggregation(
            String name, AggregateFunction function, Expr... arguments) {
        return new Aggregation(
                name, function, List.of(arguments), Aggregation.Quantifier.ALL, null);
    }

    private static CatalogTable table(TableRows rows) {
        return new CatalogTable(
                rows.name(),
                rows.name().table(),
                Set.of(),
                "owner",
                "",
                rows.fields().stream()
                        .map(f -> new CatalogColumn(f.name(), f.type(), Set.of(), true, ""))
                        .toList(),
                Map.of(),
                -1);
    }

    private static void add(
            Map<TableName, TableRows> tables,
            TableName name,
            List<Field> fields,
            List<List<@Nullable Object>> rows) {
        tables.put(name, new TableRows(name, fields, rows));
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        List<@Nullable Object> row = new ArrayList<>();
        for (@Nullable Object cell : cells) {
            row.add(cell);
        }
        return Collections.unmodifiableList(row);
    }
}

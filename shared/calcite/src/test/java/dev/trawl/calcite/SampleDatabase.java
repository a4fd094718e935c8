package dev.trawl.calcite;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.TypeParser;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A few small tables with NULLs and duplicates: in DuckDB for SQL, in memory for plans. For one
/// thread.
final class SampleDatabase implements AutoCloseable {
    /// Enough for sums of money, little enough for averages of different scales.
    private static final MathContext DIGITS = new MathContext(8, RoundingMode.HALF_EVEN);

    private static final Map<String, String> COLUMNS =
            Map.of(
                    "hr.public.staff",
                    "id bigint, name varchar, team bigint, salary decimal(10,2), born date, boss bigint, active boolean",
                    "hr.public.team",
                    "id bigint, title varchar, city varchar, budget double",
                    "lake.logs.visit",
                    "staff_id bigint, seen timestamp, page varchar, millis integer",
                    "lake.logs.empty",
                    "id bigint, name varchar");

    private final Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    private final Map<TableName, List<Field>> tables = new LinkedHashMap<>();
    private final Map<TableName, List<List<@Nullable Object>>> data = new LinkedHashMap<>();

    SampleDatabase() throws SQLException {
        execute("set TimeZone = 'UTC'");
        execute("set default_null_order = 'nulls_last_on_asc_first_on_desc'");
        execute(
                """
                create table staff as select * from (values
                  (1::bigint, 'Ann', 10::bigint, 100.50::decimal(10,2), date '1980-02-29', null::bigint, true),
                  (2, 'Bob', 10, 80.00, date '1990-12-31', 1, false),
                  (3, 'Čeněk', 20, 80.00, date '2001-01-01', 1, true),
                  (4, 'Dan_5%', 20, null, null, 2, null),
                  (5, null, null, 12.25, date '1969-07-20', 2, true),
                  (6, 'eve', 99, 7.75, date '2000-03-01', null, false),
                  (7, 'Bob', 30, 80.00, date '1990-12-31', 3, null)
                ) v(id, name, team, salary, born, boss, active)\
                """);
        execute(
                """
                create table team as select * from (values
                  (10::bigint, 'Sea', 'Praha', 1000.5::double),
                  (20, 'Air', 'Brno', -2.25),
                  (30, 'Land', null, null),
                  (40, 'Space', 'Praha', 0)
                ) v(id, title, city, budget)\
                """);
        execute(
                """
                create table visit as select * from (values
                  (1::bigint, timestamp '2020-01-31 23:59:59', 'home', 12::integer),
                  (1, timestamp '2020-02-29 00:00:00', 'shop', 7),
                  (2, timestamp '2021-12-31 12:30:15.25', 'home', null),
                  (2, timestamp '2021-12-31 12:30:15.25', 'home', null),
                  (3, null, 'shop', 400),
                  (null, timestamp '1969-12-31 00:00:01', null, 3),
                  (8, timestamp '2020-01-31 23:59:59', 'help', -5)
                ) v(staff_id, seen, page, millis)\
                """);
        execute("create table empty (id bigint, name varchar)");
        for (Map.Entry<String, String> table : COLUMNS.entrySet()) {
            TableName name = TableName.parse(table.getKey());
            tables.put(name, fields(table.getValue()));
            data.put(name, rows("select * from " + name.table()));
        }
    }

    PlanRequest request(String sql) {
        return new PlanRequest(sql, tables, Map.of(), Map.of(), TestTables.NOW);
    }

    /// What DuckDB answers to the text.
    List<List<String>> answer(String sql) throws SQLException {
        return texts(rows(sql));
    }

    /// What the plan means.
    List<List<String>> answer(Relation plan) {
        return texts(new ReferenceEvaluator(this::leaf).rows(plan));
    }

    private List<List<@Nullable Object>> leaf(Relation relation) {
        if (!(relation instanceof Relation.Scan scan)) {
            throw new IllegalArgumentException("a plan of SQL has tables only");
        }
        List<Field> all = tables.getOrDefault(scan.table(), List.of());
        List<Integer> columns = scan.fields().stream().map(all::indexOf).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> whole : data.getOrDefault(scan.table(), List.of())) {
            List<@Nullable Object> row = new ArrayList<>();
            columns.forEach(c -> row.add(whole.get(c)));
            rows.add(row);
        }
        return rows;
    }

    private List<List<@Nullable Object>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(value(result.getObject(i)));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case Integer n -> n.longValue();
            case Date d -> d.toLocalDate();
            case Time t -> t.toLocalTime();
            case Timestamp t -> t.toLocalDateTime();
            case null, default -> value;
        };
    }

    private static List<List<String>> texts(List<List<@Nullable Object>> rows) {
        return rows.stream().map(r -> r.stream().map(SampleDatabase::text).toList()).toList();
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case Number n -> number(n);
            case LocalDateTime t -> t.toString();
            case OffsetDateTime t -> t.toInstant().toString();
            default -> value.toString();
        };
    }

    private static String number(Number n) {
        String text = n.toString();
        if (text.equals("NaN") || text.endsWith("Infinity")) {
            return text;
        }
        BigDecimal number = new BigDecimal(text);
        return number.signum() == 0
                ? "0"
                : number.round(DIGITS).stripTrailingZeros().toPlainString();
    }

    private static List<Field> fields(String columns) {
        return Arrays.stream(columns.split(", "))
                .map(c -> c.split(" ", 2))
                .map(c -> new Field(c[0], TypeParser.parse(c[1])))
                .toList();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

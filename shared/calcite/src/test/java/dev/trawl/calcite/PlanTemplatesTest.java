package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTemplatesTest {
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 20261121L);
    private static final int CASES = Integer.getInteger("trawl.fuzz.cases", 200);

    /// How often a query is tried with other constants.
    private static final int CONSTANTS = 20;

    private final SqlPlanner planner = new SqlPlanner(SqlLimits.DEFAULT);
    private final SqlShapes shapes = new SqlShapes(SqlLimits.DEFAULT, 1_000);
    private final PlanTemplates templates = new PlanTemplates(shapes, planner::plan, 1_000);
    private int reused;

    /// The plan as a front end would give it: from a template, else anew; the same either way.
    private @Nullable Relation plan(PlanRequest request) {
        Relation fresh;
        try {
            fresh = planner.plan(request);
        } catch (TrawlException e) {
            assertThat(known(request)).as(request.sql()).isEmpty();
            return null;
        }
        Optional<Relation> known = known(request);
        known.ifPresent(k -> assertThat(k).as(request.sql()).isEqualTo(fresh));
        if (known.isPresent()) {
            reused++;
        } else {
            templates.learn(request, fresh);
        }
        return fresh;
    }

    private Optional<Relation> known(PlanRequest request) {
        try {
            return templates.known(request);
        } catch (TrawlException _) {
            // The text does not parse.
            return Optional.empty();
        }
    }

    private int reusedOf(String sql, String... constants) {
        int before = reused;
        for (String constant : constants) {
            plan(TestTables.request(sql.replace("?", constant)));
        }
        return reused - before;
    }

    @Test
    void theThirdLookUpIsNotPlanned() {
        String sql = "select station, fare from bookings where booking_id = ?";
        assertThat(reusedOf(sql, "17", "18", "19", "26", "51", "99")).isEqualTo(4);
    }

    @Test
    void whatChangesTheTypeOfAConstantChangesThePlan() {
        String sql = "select station from bookings where booking_id = ?";
        assertThat(
                        reusedOf(
                                sql,
                                "17",
                                "18",
                                "300",
                                "70000",
                                "3000000000",
                                "9223372036854775807",
                                "9223372036854775808",
                                "2147483647",
                                "2147483648",
                                "1.5",
                                "1e3",
                                "1e400",
                                "1e99999999999",
                                "1e-99999999999",
                                "1.",
                                ".5",
                                "'1e99999999999'",
                                "-4",
                                "null",
                                "'5'",
                                "true"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select station, fare from bookings order by ?",
                "select station, count(*) from bookings group by ?, 1",
                "select station from bookings limit ?",
                "select station from bookings offset ? rows fetch first ? rows only",
                "select station from bookings where station like '%?'",
                "select booked_at + interval '?' day from bookings",
                "select substring(station, ?) from bookings",
                "select fare * ? from bookings",
                "select ? as a, count(*) from bookings",
                "select round(fare, ?) from bookings",
                "select cast(fare as decimal(9,?)) from bookings",
                "select station from bookings where ? = ?",
                "select station from bookings where booking_id = cast(? as integer)",
                "select station from bookings where booking_id + ? = 7"
            })
    void constantsThatAreMoreThanComparedAreInTheKey(String sql) {
        assertThat(reusedOf(sql, "1", "2", "1", "2", "1", "2")).isZero();
    }

    /// Ranges that are empty or hold one value, and lists with doubles, have plans of their own.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select station from bookings where booking_id > ? and booking_id < 40",
                "select station from bookings where booking_id in (?, 30, 50)",
                "select station from bookings where booking_id between ? and 40",
                "select station from bookings where booking_id <> ? or booking_id = 40",
                "with v as (select * from bookings where booking_id > 40) select station from v where booking_id = ?"
            })
    void constantsAreComparedWithEachOther(String sql) {
        String[] constants = {"20", "21", "22", "40", "41", "45", "46", "60", "50", "30", "4"};
        assertThat(reusedOf(sql, constants)).isLessThan(constants.length - 2);
    }

    @Test
    void parametersShareTemplates() {
        String sql = "select station from bookings where booking_id = ? and station = ?";
        for (int i = 0; i < 6; i++) {
            plan(
                    request(
                            sql,
                            new SqlParameters(
                                    List.of(number(20 + i), text("AB" + (char) ('C' + i))),
                                    Map.of())));
        }
        assertThat(reused).isEqualTo(4);
        String named = "select station from bookings where booking_id = :id and :id < fare";
        for (int i = 0; i < 6; i++) {
            plan(request(named, new SqlParameters(List.of(), Map.of("id", number(20 + i)))));
        }
        assertThat(reused).isEqualTo(8);
    }

    @Test
    void aParameterThatIsMoreThanComparedIsInTheKey() {
        String sql = "select fare + :id from bookings where booking_id = :id";
        for (int i = 0; i < 6; i++) {
            plan(request(sql, new SqlParameters(List.of(), Map.of("id", number(20 + i)))));
        }
        assertThat(reused).isZero();
    }

    @Test
    void noPlanIsAnothers() {
        TableName people = new TableName("crm", "public", "people");
        String sql = "select * from people where id = '%s'";
        Map<TableName, List<Field>> clear =
                Map.of(
                        people,
                        List.of(
                                new Field("id", Type.Simple.VARCHAR),
                                new Field("card", Type.Simple.VARCHAR)));
        Map<TableName, List<Field>> narrow =
                Map.of(people, List.of(new Field("id", Type.Simple.VARCHAR)));
        for (String id : List.of("aaa", "bbb", "ccc", "ddd")) {
            plan(request(sql.formatted(id), clear, Map.of()));
        }
        assertThat(reused).isEqualTo(2);

        for (String id : List.of("aaa", "bbb", "ccc", "ddd")) {
            Relation plan =
                    Objects.requireNonNull(plan(request(sql.formatted(id), narrow, Map.of())));
            assertThat(plan.fields()).hasSize(1);
            assertThat(plan.toString()).doesNotContain("card");
        }
        TableName view = new TableName("crm", "public", "few");
        Map<TableName, String> low = Map.of(view, "select * from people where id < 'm'");
        Map<TableName, String> high = Map.of(view, "select * from people where id > 'm'");
        String viewed = "select * from few where id = '%s'";
        for (String id : List.of("aaa", "bbb", "zzz", "ccc", "yyy", "xxx", "m")) {
            plan(request(viewed.formatted(id), clear, low));
            plan(request(viewed.formatted(id), clear, high));
        }
    }

    @Test
    void tablesAreFoundAtTheirPlaces() {
        for (String text : List.of("one", "three", "twentyseven", "it''s", "a\nb", "", "12")) {
            for (String number : List.of("1", "22", "3.33", "-4", "1e5")) {
                String full =
                        "select 1 from a, b\nwhere a.x = '%s' and a.y > %s and exists (select 1 from\r\n c where c.z = %s and x in (select 3 from d))"
                                .formatted(text, number, number);
                assertThat(shapes.references(full))
                        .as(full)
                        .isEqualTo(SqlTables.referenced(full, SqlLimits.DEFAULT));
            }
        }
    }

    @Test
    void generatedQueriesArePlannedAsAnew() {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i += CONSTANTS) {
            long shape = random.nextLong();
            for (int k = 0; k < CONSTANTS; k++) {
                plan(TestTables.request(query(new Random(shape), random)));
            }
        }
        assertThat(reused).as("seed %d", SEED).isGreaterThan(CASES / 20);
    }

    private static final Map<String, List<String>> COLUMNS =
            new TreeMap<>(
                    Map.of(
                            "o_orderkey",
                            List.of(
                                    "1",
                                    "2",
                                    "3",
                                    "100",
                                    "127",
                                    "128",
                                    "40000",
                                    "3000000000",
                                    "2.5",
                                    "null",
                                    "'7'"),
                            "o_totalprice",
                            List.of(
                                    "1",
                                    "2.50",
                                    "2.5",
                                    "3.75",
                                    "1000000000000",
                                    "0.001",
                                    "0",
                                    "1e2"),
                            "o_clerk",
                            List.of(
                                    "'a'",
                                    "'b'",
                                    "'ab'",
                                    "'zz'",
                                    "''",
                                    "'1'",
                                    "'2024-01-01'",
                                    "'o''x'",
                                    "'nul'"),
                            "o_orderdate",
                            List.of(
                                    "'2024-01-01'",
                                    "'2024-01-02'",
                                    "'2024-02-30'",
                                    "date '2024-01-01'",
                                    "date '2023-12-31'",
                                    "'1500-01-01'",
                                    "date '1500-01-01'",
                                    "timestamp '2024-01-01 00:00:00'",
                                    "'2024-1-1'"),
                            "o_shippriority",
                            List.of(
                                    "0",
                                    "1",
                                    "2",
                                    "-1",
                                    "5",
                                    "126",
                                    "32768",
                                    "2147483648",
                                    "null")));

    private static final List<String> FRAMES =
            List.of(
                    "select o_orderkey, o_clerk from orders where %s",
                    "select count(*) from orders where %s",
                    "select o_clerk, sum(o_totalprice) from orders where %s group by o_clerk",
                    "select o_clerk from orders where %s order by 1 limit 2",
                    "select c_name from customer join orders on c_custkey = o_custkey where %s",
                    "select c_name from customer where c_custkey in (select o_custkey from orders where %s)",
                    "select case when %s then 1 else 0 end as a from orders",
                    "select a from (select o_orderkey as a, 2 as o_shippriority, * from orders) t where %s and t.a > 1",
                    "select o_clerk, count(*) filter (where %s) from orders group by 1",
                    "with w as (select * from orders where o_shippriority > 1) select o_clerk from w where %s");

    /// Comparisons of few columns, so that they meet, in frames.
    private static String query(Random shape, Random constants) {
        String predicate =
                IntStream.range(0, 1 + shape.nextInt(3))
                        .mapToObj(_ -> comparison(shape, constants))
                        .collect(Collectors.joining(shape.nextInt(4) == 0 ? " or " : " and "));
        return FRAMES.get(shape.nextInt(FRAMES.size())).formatted(predicate);
    }

    private static String comparison(Random shape, Random constants) {
        List<String> columns = new ArrayList<>(COLUMNS.keySet());
        String column = columns.get(shape.nextInt(columns.size()));
        List<String> operators = List.of("=", "<", "<=", ">", ">=", "<>");
        String operator = operators.get(shape.nextInt(operators.size()));
        return switch (shape.nextInt(12)) {
            case 0 ->
                    column
                            + " between "
                            + constant(column, constants)
                            + " and "
                            + constant(column, constants);
            case 1 ->
                    column
                            + " in ("
                            + constant(column, constants)
                            + ", "
                            + constant(column, constants)
                            + ")";
            case 2 -> "not " + column + " = " + constant(column, constants);
            case 3 -> constant(column, constants) + " " + operator + " " + column;
            default -> column + " " + operator + " " + constant(column, constants);
        };
    }

    private static String constant(String column, Random random) {
        List<String> constants = COLUMNS.getOrDefault(column, List.of());
        return constants.get(random.nextInt(random.nextInt(3) == 0 ? constants.size() : 4));
    }

    private static PlanRequest request(
            String sql, Map<TableName, List<Field>> tables, Map<TableName, String> views) {
        return new PlanRequest(sql, tables, views, Map.of(), Instant.EPOCH);
    }

    private static PlanRequest request(String sql, SqlParameters parameters) {
        return new PlanRequest(
                sql, TestTables.TABLES, Map.of(), TestTables.ROWS, Instant.EPOCH, parameters);
    }

    private static SqlParameters.Value number(int value) {
        return new SqlParameters.Value.Numeral(new BigDecimal(value));
    }

    private static SqlParameters.Value text(String value) {
        return new SqlParameters.Value.Text(value);
    }
}

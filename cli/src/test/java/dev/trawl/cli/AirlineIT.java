package dev.trawl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.FleetAdministrator;
import dev.trawl.local.LocalFleet;
import dev.trawl.local.TrawlHome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The airline example through the built function zips, from HTTP to rows.
@Timeout(300)
class AirlineIT {
    private static final Path EXAMPLE = TrawlHome.find().resolve("examples/airline");
    private static final long POLL_MILLIS = 200;
    private static final String PSEUDONYM = "[0-9a-f]{64}";

    @TempDir static Path state;

    private static LocalFleet fleet;

    @BeforeAll
    static void startWithDataAndPolicies() throws IOException, SQLException {
        fleet = LocalFleet.start(FleetConfig.read(EXAMPLE.resolve("trawl.yaml")), state);
        try (FleetAdministrator administrator = new FleetAdministrator(state)) {
            new DemoData(EXAMPLE, line -> {}).load(administrator);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        Documents.read(List.of(EXAMPLE.resolve("resources"))).forEach(resources::add);
        try (Api api = as("stella")) {
            api.json(Api.Call.post("/v1/apply", body.toString()));
        }
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void analystSeesPseudonymsThatJoinAndNobodysName() throws IOException {
        JsonNode rows = query("ana", "delay_analytics", demoSql()).path("rows");

        assertThat(rows).hasSize(6);
        for (JsonNode row : rows) {
            assertThat(row.get(4).asText()).matches(PSEUDONYM);
            assertThat(row.get(5).asText()).isEqualTo("-");
            assertThat(row.get(6).asText()).matches(PSEUDONYM);
            assertThat(row.get(7).asText()).matches("\\*{12}\\d{4}");
        }
    }

    @Test
    void managerSeesOnlyTheOwnAirport() throws IOException, SQLException {
        JsonNode rows =
                query(
                                "marco",
                                "station_operations",
                                "select station, count(*) from bookings group by station")
                        .path("rows");

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get(0).asText()).isEqualTo("DFW");
        assertThat(rows.get(0).get(1).asLong())
                .isEqualTo(number("select count(*) from bookings where station = 'DFW'"));
    }

    @Test
    void investigatorSeesWhatThePurposeAllowsAndThePhoneStaysPartial() throws SQLException {
        JsonNode row =
                query(
                                "fay",
                                "fraud_investigation",
                                "select name, card_number, phone from passengers where passenger_id = 1")
                        .path("rows")
                        .get(0);

        assertThat(row.get(0).asText())
                .isEqualTo(text("select name from passengers where passenger_id = 1"));
        assertThat(row.get(1).asText())
                .isEqualTo(text("select card_number from passengers where passenger_id = 1"));
        assertThat(row.get(2).asText()).matches("\\+1\\*+\\d{2}");
    }

    @Test
    void predicatesOnAMaskedColumnSeeTheMask() throws SQLException {
        String email = text("select email from passengers where passenger_id = 7");

        JsonNode rows =
                query(
                                "ana",
                                "delay_analytics",
                                "select count(*) from passengers where email = '" + email + "'")
                        .path("rows");

        assertThat(rows.get(0).get(0).asLong()).isZero();
    }

    @Test
    void lineageImpactAndHistoryFollowAViewThroughTheFleet() {
        String view =
                """
                {"resources":[
                  {"kind":"Dataset","name":"spent","spec":{"query":"select p.email, %s(b.fare) as fares from bookings b join passengers p on p.passenger_id = b.passenger_id group by p.email"}},
                  {"kind":"Policy","name":"spent","spec":{"rules":[{"name":"all","resources":["default.public.spent"],"subjects":{"any":true}}]}}]}
                """;
        try (Api stella = as("stella");
                Api ana = as("ana");
                Api pat = as("pat")) {
            stella.json(Api.Call.post("/v1/apply", view.formatted("sum")));
            stella.json(Api.Call.post("/v1/apply", view.formatted("max")));
            String path = "/v1/lineage/spent?direction=up&column=email&purpose=delay_analytics";
            assertThat(ana.json(Api.Call.get(path)).path("edges").toString())
                    .contains(
                            "{\"from\":\"email\",\"to\":\"email\",\"how\":\"direct\",\"masked\":true}",
                            "{\"from\":\"passenger_id\",\"to\":\"email\",\"how\":\"indirect\",\"masked\":true}");
            assertThat(
                            ana.json(
                                            Api.Call.get(
                                                    "/v1/lineage/bookings?direction=down&column=fare&purpose=delay_analytics"))
                                    .path("nodes")
                                    .findValuesAsText("id"))
                    .containsExactly("bookings.public.bookings", "default.public.spent");
            assertThat(pat.json(Api.Call.get("/v1/lineage/spent")).path("edges")).isEmpty();
            assertThatThrownBy(() -> pat.json(Api.Call.get("/v1/lineage/bookings")))
                    .hasMessage("there is no dataset 'bookings'");

            assertThat(
                            stella.json(Api.Call.get("/v1/impact/bookings?column=fare"))
                                    .path("dependents")
                                    .findValuesAsText("name"))
                    .contains("spent");
            assertThatThrownBy(() ->
                            stella.send(
                                    new Api.Call(
                                            "DELETE",
                                            "/v1/resources/dataset/bookings",
                                            null,
                                            "application/json")))
                    .hasMessageContaining("dataset/bookings is used by dataset/spent");
            assertThat(
                            stella.json(Api.Call.get("/v1/resources/dataset/spent/diff"))
                                    .path("diff")
                                    .asText())
                    .contains("sum(b.fare)", "max(b.fare)");
            stella.json(Api.Call.post("/v1/resources/dataset/spent/rollback", "{}"));
            assertThat(
                            stella.json(Api.Call.get("/v1/policies/history"))
                                    .path("revisions")
                                    .get(0)
                                    .path("changes")
                                    .toString())
                    .contains("policy/spent");
            stella.json(
                    Api.Call.post(
                            "/v1/apply",
                            "{\"resources\":[],\"delete\":[\"dataset/spent\",\"policy/spent\"]}"));
        }
    }

    @Test
    void forbiddenAndMissingTablesAreRefusedAlike() {
        ProblemException forbidden =
                refused("marco", "delay_analytics", "select * from bookings.public.passengers");
        ProblemException other =
                refused("ana", "fraud_investigation", "select * from bookings.public.passengers");

        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(other.status()).isEqualTo(403);
        assertThat(withoutQuery(refused("pat", null, "select * from passengers")))
                .isEqualTo(
                        withoutQuery(refused("pat", null, "select * from passengerz"))
                                .replace("passengerz", "passengers"));
    }

    private static String withoutQuery(ProblemException e) {
        return e.describe(null).replaceAll("(?m)^query .*$", "");
    }

    @Test
    void pushdownOnAndOffGiveTheSameRows() {
        for (String sql :
                List.of(
                        "select origin, count(*), avg(delay), min(delay), max(delay) from legs where month = '2001-03' group by origin",
                        "select p.email, count(*), sum(b.fare) from bookings b join passengers p on p.passenger_id = b.passenger_id group by p.email",
                        "select station, sum(fare) / count(*) from bookings where fare > 100.5 group by station",
                        "select a.state, count(*) from legs l left join airports a on a.iata = l.origin where l.delay > 200 group by a.state",
                        "select passenger_id from bookings where seat like '1%' order by 1 limit 20")) {
            assertThat(rows(sql, "none")).as(sql).isEqualTo(rows(sql, "full"));
        }
    }

    @Test
    void badTokensAreRefused() {
        for (String token : List.of("nonsense", "a.b.c", "")) {
            try (Api api = new Api(fleet.endpoint(), token)) {
                assertThatThrownBy(() ->
                                api.json(Api.Call.post("/v1/query", "{\"sql\":\"select 1\"}")))
                        .isInstanceOfSatisfying(
                                ProblemException.class, e -> assertThat(e.status()).isEqualTo(401));
            }
        }
    }

    @Test
    void brokenSqlIsRefusedWithThePlace() {
        ProblemException e = refused("ana", "delay_analytics", "select\n  * fro legs");

        assertThat(e.status()).isEqualTo(400);
        assertThat(e.describe(null)).contains("SYNTAX_ERROR");
    }

    @Test
    void csvHasAHeaderAndTheSameRows() {
        try (Api api = as("ana")) {
            HttpResponse<byte[]> answer =
                    new QueryRun(api)
                            .run(
                                    body(
                                                    "select iata, city from airports where state = 'RI' order by iata",
                                                    null)
                                            .toString(),
                                    "text/csv");
            List<String> lines = new String(answer.body(), StandardCharsets.UTF_8).lines().toList();

            assertThat(lines.getFirst()).isEqualTo("iata,city");
            assertThat(lines).hasSizeGreaterThan(2);
        }
    }

    @Test
    void manyAtOnceGetTheirOwnAnswers() throws InterruptedException, ExecutionException {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int month = 1 + i % 6;
                answers.add(
                        pool.submit(() ->
                                query(
                                        "ana",
                                        null,
                                        "select min(month), max(month) from legs where month = '2001-0%d'"
                                                .formatted(month))));
            }
            for (int i = 0; i < answers.size(); i++) {
                JsonNode row = answers.get(i).get().path("rows").get(0);
                assertThat(row.get(0).asText()).isEqualTo("2001-0" + (1 + i % 6));
                assertThat(row.get(1)).isEqualTo(row.get(0));
            }
        }
    }

    @Test
    void killedSourceIsAnsweredByAnother() {
        query("ana", null, "select count(*) from airports");
        fleet.killEnvironments("source-flights");

        assertThat(
                        query("ana", null, "select count(*) from airports")
                                .path("rows")
                                .get(0)
                                .get(0)
                                .asLong())
                .isEqualTo(3_376);
    }

    @Test
    void largeResultComesInPartsWhoseRowsAddUp() {
        JsonNode result = query("ana", null, "select * from legs where month = '2001-05'");
        JsonNode count = query("ana", null, "select count(*) from legs where month = '2001-05'");

        long rows = 0;
        for (JsonNode part : result.path("parts")) {
            rows += part.path("rows").asLong();
        }
        assertThat(result.path("parts")).isNotEmpty();
        assertThat(rows).isEqualTo(count.path("rows").get(0).get(0).asLong());
    }

    @Test
    void anExportRunsAsItsPrincipalAndCommitsOneManifest() throws InterruptedException {
        try (Api api = as("stella")) {
            String run =
                    api.json(Api.Call.post("/v1/exports/daily_delays/runs", "{}"))
                            .path("run")
                            .asText();
            JsonNode ended = api.json(Api.Call.get("/v1/runs/" + run));
            while (List.of("waiting", "running").contains(ended.path("state").asText())) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                ended = api.json(Api.Call.get("/v1/runs/" + run));
            }

            assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("committed");
            JsonNode manifest = ended.path("manifest");
            assertThat(manifest.path("principal").asText()).isEqualTo("nightly");
            assertThat(manifest.path("rows").asLong())
                    .isEqualTo(
                            count("(select distinct cast(departed as date), origin from legs) d"));
        }
    }

    @Test
    void whatAnExportCommittedIsReadBackBySqlFromFilesAndFromATable() throws InterruptedException {
        try (Api api = as("stella")) {
            JsonNode ended =
                    ended(
                            api,
                            api.json(Api.Call.post("/v1/exports/delays_by_airport/runs", "{}"))
                                    .path("run")
                                    .asText());
            assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("committed");
            String origins = "(select distinct origin from legs) o";
            assertThat(count("delays_by_airport")).isEqualTo(count(origins));
            assertThat(ended.path("manifest").path("rows").asLong()).isEqualTo(count(origins));

            // The export into the table runs after it.
            Api.Call after = Api.Call.get("/v1/exports/station_delays/runs");
            while (api.json(after).path("runs").isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            JsonNode written = ended(api, api.json(after).path("runs").get(0).path("run").asText());
            assertThat(written.path("state").asText())
                    .as(written.toString())
                    .isEqualTo("committed");
            assertThat(
                            query(
                                            "ana",
                                            "delay_analytics",
                                            "select station, flights from station_delays order by station")
                                    .path("rows"))
                    .isEqualTo(
                            query(
                                            "ana",
                                            "delay_analytics",
                                            "select origin, flights from delays_by_airport order by origin")
                                    .path("rows"));
        }
    }

    /// What it wrote is a dataset at once: hidden until a rule names its columns, tagged as its
    /// origin, and not to be deleted while it would come back.
    @Test
    void aCommittedExportIsADatasetThatIsGovernedAsItsOrigin()
            throws InterruptedException, SQLException {
        try (Api api = as("stella")) {
            apply(api, "people.yaml");
            JsonNode run =
                    ended(
                            api,
                            api.json(Api.Call.post("/v1/exports/people/runs", "{}"))
                                    .path("run")
                                    .asText());
            assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("committed");
            assertThat(run.path("registered").path("state").asText())
                    .as(run.toString())
                    .isEqualTo("registered");
            assertThat(run.path("manifest").path("parts").path(0).path("key").asText())
                    .contains("/decade=");

            Api.Call dataset = Api.Call.get("/v1/resources/dataset/people_by_decade");
            JsonNode columns = api.json(dataset).path("spec").path("columns");
            assertThat(columns.path(0).path("tags").toString())
                    .isEqualTo("[\"masked\",\"pii.email\"]");
            assertThat(columns.path(1).path("tags").toString()).isEqualTo("[\"pii.birth\"]");
            assertThat(columns.findValuesAsText("classified")).containsOnly("false");
            assertThat(
                            refused("ana", "delay_analytics", "select email from people_by_decade")
                                    .status())
                    .isGreaterThanOrEqualTo(400);

            apply(api, "people-shown.yaml");
            awaitColumn("select email from people_by_decade");
            assertThat(count("people_by_decade"))
                    .isEqualTo(number("select count(*) from passengers"));
            JsonNode shown =
                    query(
                            "ana",
                            "delay_analytics",
                            "select count(*), count(distinct email), sum(one) from people_by_decade"
                                    + " where decade = 197");
            assertThat(shown.path("rows").get(0).get(0).asLong()).isPositive();
            assertThat(
                            query(
                                            "ana",
                                            "delay_analytics",
                                            "select email from people_by_decade limit 1")
                                    .path("rows")
                                    .get(0)
                                    .get(0)
                                    .asText())
                    .matches(PSEUDONYM);
            assertThat(
                            catchProblem(() ->
                                            api.json(
                                                    new Api.Call(
                                                            "DELETE",
                                                            "/v1/resources/dataset/people_by_decade",
                                                            null,
                                                            "application/json")))
                                    .getMessage())
                    .contains("export/people");
        }
    }

    private static ProblemException catchProblem(Runnable call) {
        try {
            call.run();
        } catch (ProblemException e) {
            return e;
        }
        throw new AssertionError("not refused");
    }

    private static void apply(Api api, String file) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        Documents.read(List.of(Path.of("src/test/resources/dev/trawl/cli", file)))
                .forEach(resources::add);
        api.json(Api.Call.post("/v1/apply", body.toString()));
    }

    private static JsonNode ended(Api api, String run) throws InterruptedException {
        JsonNode now = api.json(Api.Call.get("/v1/runs/" + run));
        while (List.of("waiting", "running").contains(now.path("state").asText())) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            now = api.json(Api.Call.get("/v1/runs/" + run));
        }
        return now;
    }

    @Test
    void aNewFileIsFoundByItsEvent() throws IOException, InterruptedException {
        byte[] june =
                Files.readAllBytes(EXAMPLE.resolve("data/flights/month=2001-06/part-0.parquet"));
        try (FleetAdministrator administrator = new FleetAdministrator(state);
                Api api = as("stella")) {
            administrator.putObject(
                    "airline-flights", "flights/month=2001-12/part-0.parquet", june);

            long rows = count("legs");
            assertThat(count("legs where month = '2001-12'")).isPositive();
            Api.Call legs = Api.Call.get("/v1/resources/dataset/legs");
            while (api.json(legs).findPath("rowCount").asLong() != rows) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }

    @Test
    void whatAScanFindsIsHiddenUntilAStewardConfirmsIt() throws SQLException {
        execute(
                "create table travel_agents (id bigint primary key, reach varchar, born date, miles integer)",
                "insert into travel_agents select i, 'agent' || i || '@travel.example', date '1970-01-01' + i, i * 10"
                        + " from generate_series(1, 60) i");
        try (Api api = as("stella")) {
            JsonNode scan =
                    api.json(
                            Api.Call.post(
                                    "/v1/scans", "{\"source\":\"bookings\",\"classify\":\"new\"}"));
            assertThat(scan.path("profiled").toString()).contains("travel_agents");
            assertThat(scan.path("notProfiled")).isEmpty();
            JsonNode found = api.json(Api.Call.get("/v1/classification/travel_agents"));
            assertThat(found.path("columns").findValuesAsText("state"))
                    .containsExactly("unclassified", "proposed", "proposed", "unclassified");
            assertThat(found.path("columns").path(1).path("found").asText()).isEqualTo("email");
            assertThat(found.toString()).doesNotContain("travel.example");
            assertThat(
                            refused("ana", "delay_analytics", "select reach from travel_agents")
                                    .status())
                    .isGreaterThanOrEqualTo(400);

            api.json(
                    Api.Call.post(
                            "/v1/classification/travel_agents",
                            "{\"confirm\":90,\"clearRest\":true}"));
            awaitColumn("select reach from travel_agents");
            JsonNode row =
                    query(
                                    "ana",
                                    "delay_analytics",
                                    "select reach, born, miles from travel_agents where id = 7")
                            .path("rows")
                            .get(0);
            assertThat(row.get(0).asText()).matches(PSEUDONYM);
            assertThat(row.get(1).isNull()).isTrue();
            assertThat(row.get(2).asLong()).isEqualTo(70);
        }
    }

    @Test
    void everyExpectationOfACheckIsUnderstoodAndCounted() throws IOException, SQLException {
        execute(
                "create table stops (code varchar, airport varchar, opened timestamp, miles integer, note varchar)",
                "insert into stops select 'S' || (i % 9), case when i = 3 then 'QQQ' else 'DFW' end,"
                        + " now() at time zone 'UTC', i, case when i < 3 then null else 'x' end"
                        + " from generate_series(1, 10) i");
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        Documents.read(List.of(Path.of("src/test/resources/dev/trawl/cli/stops.yaml")))
                .forEach(resources::add);
        try (Api api = as("stella")) {
            api.json(Api.Call.post("/v1/apply", body.toString()));
            JsonNode run = api.json(Api.Call.post("/v1/checks/stops_sane/runs", ""));
            List<String> told = new ArrayList<>();
            run.path("results")
                    .forEach(r ->
                            told.add(
                                    "%s %s %s"
                                            .formatted(
                                                    r.path("name").asText(),
                                                    r.path("state").asText(),
                                                    r.path("wrong").asText())));
            assertThat(told)
                    .as(run.toString())
                    .containsExactly(
                            "rows passed 0",
                            "notes failed 2",
                            "most notes passed 2",
                            "codes failed 1",
                            "form passed 0",
                            "range failed 3",
                            "day passed 0",
                            "set failed 1",
                            "airports failed 1",
                            "fresh passed 0",
                            "columns passed 0",
                            "miles passed 0",
                            "query failed 4");
            assertThat(run.path("state").asText()).isEqualTo("failed");
            assertThat(
                            api.json(Api.Call.get("/v1/checks/stops_sane/runs"))
                                    .path("runs")
                                    .path(0)
                                    .path("run"))
                    .isEqualTo(run.path("run"));
        }
    }

    /// Policies of a moment ago are good for a moment.
    private static void awaitColumn(String sql) {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                query("ana", "delay_analytics", sql);
                return;
            } catch (ProblemException e) {
                try {
                    TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
        }
        query("ana", "delay_analytics", sql);
    }

    private static void execute(String... statements) throws SQLException {
        try (FleetAdministrator administrator = new FleetAdministrator(state);
                Connection connection = administrator.connect("airline");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long count(String from) {
        return query("ana", null, "select count(*) from " + from)
                .path("rows")
                .get(0)
                .get(0)
                .asLong();
    }

    private static List<String> rows(String sql, String pushdown) {
        ObjectNode body = body(sql, "delay_analytics");
        body.putObject("options").put("pushdown", pushdown);
        try (Api api = as("ana")) {
            JsonNode result =
                    Api.parse(Api.text(new QueryRun(api).run(body.toString(), "application/json")));
            List<String> rows = new ArrayList<>();
            result.path("rows").forEach(row -> rows.add(row.toString()));
            assertThat(rows).isNotEmpty();
            return List.copyOf(new TreeSet<>(rows));
        }
    }

    private static JsonNode query(String who, @Nullable String purpose, String sql) {
        try (Api api = as(who)) {
            return Api.parse(
                    Api.text(
                            new QueryRun(api)
                                    .run(body(sql, purpose).toString(), "application/json")));
        }
    }

    private static ProblemException refused(String who, @Nullable String purpose, String sql) {
        try {
            query(who, purpose, sql);
        } catch (ProblemException e) {
            return e;
        }
        throw new AssertionError("not refused: " + sql);
    }

    private static ObjectNode body(String sql, @Nullable String purpose) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("sql", sql).put("wait", 25);
        if (purpose != null) {
            body.put("purpose", purpose);
        }
        return body;
    }

    private static Api as(String who) {
        return new Api(fleet.endpoint(), fleet.token(who));
    }

    private static String demoSql() throws IOException {
        return Files.readString(EXAMPLE.resolve("delayed-travellers.sql"));
    }

    private static long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    private static String text(String sql) throws SQLException {
        try (FleetAdministrator administrator = new FleetAdministrator(state);
                Connection connection = administrator.connect("airline");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}

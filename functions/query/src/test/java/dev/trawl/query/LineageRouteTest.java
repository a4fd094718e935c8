package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.audit.AuditEvent;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.query.authorize.CalciteFront;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lineage over views on views, one of which reads what nobody may know of.
class LineageRouteTest {
    private final Fleet fleet = new Fleet(new CalciteFront(SqlLimits.DEFAULT), Map.of(), 1);

    @BeforeEach
    void declareViews() {
        fleet.catalog.declareView(
                "delays",
                "select l.origin, l.delay * 60 seconds, p.name from legs l join orders o on o.leg ="
                        + " l.id join people p on p.id = o.person where l.price > 10");
        fleet.catalog.declareView(
                "late_people",
                "select name as who, max(seconds) as most from delays group by name");
        fleet.catalog.declareView("legs_counted", "select count(*) as n from legs");
        fleet.catalog.declareView("hidden_too", "select l.delay from legs l, secret s");
        fleet.catalog.declareView("behind", "select delay from hidden_too");
        fleet.catalog.declareView("broken", "select nothing from legs");
        fleet.catalog.declareView("round_a", "select * from round_b");
        fleet.catalog.declareView("round_b", "select * from round_a");
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void columnsAreFollowedDownstreamThroughViews() {
        assertThat(text("legs", Map.of("column", "delay", "direction", "down")))
                .isEqualTo(
                        """
                        from                           to                               how
                        flights.public.legs.delay      default.public.delays.seconds    direct
                        default.public.delays.seconds  default.public.late_people.most  direct
                        """);
    }

    @Test
    void whatDecidesAboutRowsIsIndirect() {
        assertThat(text("legs", Map.of("column", "price", "direction", "down", "depth", "1")))
                .isEqualTo(
                        """
                        from                       to                             how
                        flights.public.legs.price  default.public.delays.name     indirect
                        flights.public.legs.price  default.public.delays.origin   indirect
                        flights.public.legs.price  default.public.delays.seconds  indirect
                        """);
        assertThat(text("legs", Map.of("column", "price", "direction", "down", "direct", "")))
                .isEqualTo("from  to  how\n");
    }

    @Test
    void columnsAreFollowedUpstream() {
        assertThat(
                        text(
                                "late_people",
                                Map.of("column", "most", "direction", "up", "direct", "true")))
                .isEqualTo(
                        """
                        from                           to                               how
                        flights.public.legs.delay      default.public.delays.seconds    direct
                        default.public.delays.seconds  default.public.late_people.most  direct
                        """);
        assertThat(json("late_people", Map.of("direction", "up")))
                .contains(
                        "bookings.public.people", "bookings.public.orders", "flights.public.legs");
    }

    @Test
    void aViewThatOnlyCountsDependsOnRows() {
        assertThat(text("legs", Map.of("direction", "down", "depth", "1")))
                .containsPattern("flights.public.legs +default.public.legs_counted +rows");
    }

    @Test
    void whatMayNotBeDescribedIsNotThereNorWhatIsMadeFromIt() {
        String all = json("legs", Map.of("depth", "16"));

        assertThat(all).contains("late_people", "\"truncated\":false");
        assertThat(all).doesNotContain("secret", "hidden_too", "behind", "broken", "round");
        assertThat(get("ann", "secret", Map.of()).bodyText().replace("secret", "x"))
                .isEqualTo(get("ann", "x", Map.of()).bodyText())
                .contains("\"code\":\"NOT_FOUND\"", "there is no dataset 'x'");
        assertThat(get("denied", "legs", Map.of()).bodyText())
                .isEqualTo(get("denied", "x", Map.of()).bodyText().replace("'x'", "'legs'"));
    }

    @Test
    void circlesEnd() {
        assertThat(get("ann", "round_a", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void masksAreMarked() {
        fleet.policy.mask("delay");

        assertThat(text("legs", Map.of("column", "delay", "depth", "1")))
                .endsWith("default.public.delays.seconds  direct  masked\n");
        assertThat(get("ann", "legs", Map.of("column", "delay", "format", "svg")).bodyText())
                .contains("class=\"direct masked\"", "legs.delay → seconds, direct, masked");
    }

    @Test
    void picturesHoldNoScriptsAndShowNamesAsTheyAre() {
        fleet.catalog.declareView("odd", "select delay as \"<script>&'\" from legs");

        HttpResponse svg = get("ann", "legs", Map.of("format", "svg"));

        assertThat(svg.headers())
                .containsEntry("content-type", "image/svg+xml")
                .containsEntry(
                        "content-security-policy",
                        "default-src 'none'; style-src 'unsafe-inline'; sandbox");
        assertThat(svg.bodyText())
                .startsWith("<svg xmlns=")
                .contains("&lt;script&gt;&amp;&#39;", "class=\"view\"", "class=\"table start\"")
                .doesNotContain("<script");
        assertThat(get("ann", "legs", Map.of("format", "html")).bodyText())
                .startsWith("<!doctype html>")
                .contains("<title>Lineage of flights.public.legs</title>");
    }

    @Test
    void recordedQueriesAreOnesOwnUnlessTheLogMayBeRead() {
        fleet.query(
                "ann", "{\"sql\":\"select delay from legs where id = 1\",\"purpose\":\"care\"}");
        fleet.query(
                "ann", "{\"sql\":\"select delay from legs where id = 2\",\"purpose\":\"care\"}");
        fleet.query("bob", "{\"sql\":\"select origin from legs\"}");
        fleet.query("bob", "{\"sql\":\"select name from people\"}");
        Map<String, String> week = Map.of("days", "2", "direction", "down", "depth", "1");

        assertThat(get("ann", "legs", week).bodyText())
                .contains(
                        "\"label\":\"query of ann\"",
                        "\"count\":\"2\"",
                        "\"purpose\":\"care\"",
                        "{\"from\":\"id\",\"to\":\"delay\",\"how\":\"indirect\",\"masked\":false}")
                .doesNotContain("bob");
        assertThat(fleet.recorded(AuditEvent.Kind.ADMINISTRATION)).isEmpty();
        assertThat(get("steward", "legs", week).bodyText())
                .contains("query of ann", "query of bob");
        assertThat(fleet.recorded(AuditEvent.Kind.ADMINISTRATION))
                .singleElement()
                .asString()
                .contains("read_lineage");
        assertThat(
                        get(
                                        "steward",
                                        "legs",
                                        Map.of(
                                                "days",
                                                "1",
                                                "direction",
                                                "down",
                                                "column",
                                                "origin"))
                                .bodyText())
                .contains("query of bob")
                .doesNotContain("query of ann");
    }

    @Test
    void anExportThatRanIsOneNodeOfItsNameHoweverItsQueryChanged() {
        export("1", "export/daily", "select delay from legs");
        export("2", "export/daily", "select delay, origin from legs");
        export("3", "ignore all/that", "select delay from legs");

        assertThat(get("steward", "legs", Map.of("days", "1", "direction", "down")).bodyText())
                .contains(
                        "\"id\":\"export:daily\"",
                        "\"label\":\"export daily to state/exports/daily/\"",
                        "\"label\":\"export to state/exports/daily/\"",
                        "\"count\":\"2\"")
                .doesNotContain("ignore");
    }

    @Test
    void upstreamOfADatasetAreTheExportsThatFilledItAndWhatTheseRead() {
        export("1", "export/names", "bookings.public.people", "select origin as name from legs");
        export("2", "export/other", "state/exports/x/", "select origin as name from legs");
        Map<String, String> name = Map.of("column", "name", "direction", "up", "days", "1");

        assertThat(get("steward", "people", name).bodyText())
                .contains(
                        "\"id\":\"export:names\"",
                        "\"distance\":-1",
                        "{\"from\":\"name\",\"to\":\"name\",\"how\":\"direct\",\"masked\":false}",
                        "{\"from\":\"origin\",\"to\":\"name\",\"how\":\"direct\",\"masked\":false}")
                .doesNotContain("export:other");
        assertThat(get("ann", "people", name).bodyText()).doesNotContain("export:names");
        assertThat(
                        get(
                                        "steward",
                                        "late_people",
                                        Map.of("column", "who", "direction", "up", "days", "1"))
                                .bodyText())
                .as("through views")
                .contains("default.public.delays", "export:names", "flights.public.legs");
    }

    private void export(String digit, String name, String sql) {
        export(digit, name, "state/exports/daily/", sql);
    }

    private void export(String digit, String name, String destination, String sql) {
        Map<String, String> job =
                Map.of(
                        "x-trawl-ticket",
                        "ticket of nightly",
                        "x-trawl-query-id",
                        digit.repeat(32),
                        "x-trawl-destination",
                        destination,
                        "x-trawl-job",
                        name);
        String body = "{\"sql\":\"" + sql + "\",\"wait\":20}";
        assertThat(fleet.send("POST", "/v1/query", job, body).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    depth     | 17   | 'depth' must be a whole number from 1 to 16
                    days      | 32   | 'days' must be a whole number from 0 to 31
                    direction | left | 'direction' must be one of [up, down, both]
                    format    | pdf  | 'format' must be one of [json, text, svg, html]
                    column    | x    | flights.public.legs has no column 'x'
                    user      | x    | lineage knows no parameter 'user'
                    """)
    void wrongParametersAreTold(String name, String value, String message) {
        assertThat(get("ann", "legs", Map.of(name, value)).bodyText()).contains(message);
    }

    private String text(String dataset, Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("format", "text");
        return get("ann", dataset, all).bodyText();
    }

    private String json(String dataset, Map<String, String> parameters) {
        HttpResponse response = get("ann", dataset, parameters);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return response.bodyText();
    }

    private HttpResponse get(String token, String dataset, Map<String, String> parameters) {
        Map<String, List<String>> query = new HashMap<>();
        parameters.forEach((name, value) -> query.put(name, List.of(value)));
        return fleet.send(
                "GET",
                "/v1/lineage/" + dataset,
                query,
                Map.of("authorization", "Bearer " + token),
                "");
    }
}

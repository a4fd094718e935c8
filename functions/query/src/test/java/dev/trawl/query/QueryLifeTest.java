package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.audit.AuditEvent;
import dev.trawl.lambda.HttpResponse;
import java.io.StringReader;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/// What happens to a query besides its rows: waiting, taking over, cancelling, repeating, records.
class QueryLifeTest {
    private final Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3);

    @AfterEach
    void nothingIsLeft() {
        assertThat(fleet.allocatedBytes()).isZero();
        fleet.close();
    }

    @Test
    void whoDoesNotWaitFetchesTheAnswerLater() {
        HttpResponse accepted = fleet.query("ann", "{\"sql\":\"summary\",\"wait\":0}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.bodyText()).endsWith("\"state\":\"running\"}");
        String location = String.valueOf(accepted.headers().get("location"));
        assertThat(fleet.get("ann", location).bodyText())
                .contains("\"state\":\"succeeded\"")
                .contains("\"results\":\"" + location + "/results\"");
        assertThat(fleet.get("ann", location + "/results").bodyText())
                .contains("\"rows\":[[\"AMS\",");
    }

    @Test
    void othersQueriesDoNotExist() {
        String location = accepted("ann");
        String unknown = "/v1/queries/" + "0".repeat(32);

        for (String suffix : new String[] {"", "/results"}) {
            assertThat(fleet.get("bob", location + suffix))
                    .isEqualTo(fleet.get("bob", unknown + suffix));
        }
        assertThat(delete("bob", location)).isEqualTo(delete("bob", unknown));
        assertThat(fleet.get("bob", location).status()).isEqualTo(404);
        assertThat(fleet.get("bob", "/v1/queries/x").status()).isEqualTo(404);
    }

    @Test
    void answerThatWasDeliveredIsNotKept() {
        HttpResponse response = fleet.query("ann", "{\"sql\":\"people\"}");
        String path = "/v1/queries/" + response.headers().get("x-trawl-query-id");

        assertThat(fleet.get("ann", path).bodyText()).contains("\"state\":\"succeeded\"");
        assertThat(fleet.get("ann", path + "/results").bodyText()).contains("was not kept");
    }

    @Test
    void largeAnswerComesInPartsWithFreshUrls() {
        try (Fleet small = new Fleet(QueryTest.SQL, Map.of("TRAWL_ANSWER_INLINE_MAX", "10"), 3)) {
            HttpResponse response = small.query("ann", "{\"sql\":\"summary\"}");
            String path = "/v1/queries/" + response.headers().get("x-trawl-query-id") + "/results";

            assertThat(response.bodyText())
                    .contains("\"format\":\"application/vnd.apache.arrow.stream\"")
                    .contains("memory://state/results/")
                    .contains("?seconds=300\",\"rows\":4,");
            assertThat(small.get("ann", path).bodyText()).isEqualTo(response.bodyText());
        }
    }

    @Test
    void cancelledQueryStaysCancelled() {
        // The executor does not come: the query stays where it is.
        fleet.deployed.with("executor", payload -> payload);
        String location = accepted("ann");

        assertThat(fleet.get("ann", location).bodyText()).contains("\"state\":\"running\"");
        assertThat(fleet.get("ann", location + "/results").status()).isEqualTo(202);
        assertThat(delete("ann", location).status()).isEqualTo(204);
        assertThat(fleet.get("ann", location).bodyText()).contains("\"state\":\"cancelled\"");
        assertThat(fleet.get("ann", location + "/results").bodyText()).contains("CANCELLED");
        assertThat(delete("ann", location).status()).isEqualTo(204);
    }

    @Test
    void cancelledQueryIsNotTakenUp() {
        String[] message = new String[1];
        fleet.deployed.with(
                "executor",
                payload -> {
                    message[0] = payload;
                    return payload;
                });
        String location = accepted("ann");
        delete("ann", location);
        fleet.functions.fail(1, 100, dev.trawl.protocol.ErrorCode.INTERNAL);

        assertThat(fleet.execute(message[0])).contains("\"answer\"");
        assertThat(fleet.functions.calls()).isZero();
    }

    @Test
    void policyThatChangedEndsTheQuery() {
        String[] message = new String[1];
        fleet.deployed.with(
                "executor",
                payload -> {
                    message[0] = payload;
                    return payload;
                });
        String location = accepted("ann");
        fleet.policy.change();

        assertThat(fleet.execute(message[0])).contains("PERMISSION_DENIED");
        assertThat(fleet.get("ann", location).bodyText())
                .contains("\"state\":\"failed\"")
                .contains("policy has changed since the query began");
    }

    @Test
    void repeatedRequestOfAJobLeavesTheRunThatIsGoingAlone() {
        // The executor does not come: the query stays where it is.
        fleet.deployed.with("executor", payload -> payload);
        Map<String, String> job =
                Map.of(
                        "x-trawl-ticket", "ticket of nightly",
                        "x-trawl-query-id", "1".repeat(32),
                        "x-trawl-destination", "state/exports/daily/");
        String body = "{\"sql\":\"summary\",\"wait\":0}";
        HttpResponse first = fleet.send("POST", "/v1/query", job, body);
        String path = String.valueOf(first.headers().get("location"));

        HttpResponse again = fleet.send("POST", "/v1/query", job, body);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.bodyText()).contains("CONFLICT");
        assertThat(fleet.send("GET", path, job, "").bodyText()).contains("\"state\":\"running\"");
    }

    @Test
    void idempotencyKeyNamesTheQuery() {
        // An answer that takes long is one all the same.
        String people = "{\"sql\":\"people\",\"wait\":25}";
        Map<String, String> headers =
                Map.of("authorization", "Bearer ann", "idempotency-key", "k1");
        HttpResponse first = fleet.send("POST", "/v1/query", headers, people);
        HttpResponse again = fleet.send("POST", "/v1/query", headers, people);
        HttpResponse other = fleet.send("POST", "/v1/query", headers, "{\"sql\":\"summary\"}");
        HttpResponse ofBob =
                fleet.send(
                        "POST",
                        "/v1/query",
                        Map.of("authorization", "Bearer bob", "idempotency-key", "k1"),
                        people);

        assertThat(again.bodyText()).isEqualTo(first.bodyText());
        assertThat(other.bodyText()).contains("CONFLICT");
        assertThat(ofBob.headers().get("x-trawl-query-id"))
                .isNotEqualTo(first.headers().get("x-trawl-query-id"));
    }

    @Test
    void accessAndCompletionAreRecorded() {
        fleet.query("ann", "{\"sql\":\"people\",\"purpose\":\"care\"}");

        assertThat(only(AuditEvent.Kind.QUERY_STARTED))
                .contains("\"principal\":\"issuer|ann\",\"purpose\":\"care\"")
                .contains("\"action\":\"read\"", "\"code\":null", "\"text\":\"people\"")
                .contains("\"policy\":{\"epoch\":7,\"hash\":\"content-1\",\"catalog\":\"hash\"}")
                .contains(
                        "{\"table\":\"bookings.public.people\",\"columns\":[{\"name\":\"id\",\"mask\":null},"
                                + "{\"name\":\"name\",\"mask\":null}],\"filters\":[]}");
        assertThat(only(AuditEvent.Kind.QUERY_ENDED))
                .contains("\"code\":null", "\"figures\":{\"rows\":3,");
    }

    @Test
    void denialIsRecorded() {
        fleet.query("denied", "{\"sql\":\"people\"}");

        assertThat(only(AuditEvent.Kind.QUERY_STARTED))
                .contains("\"code\":\"PERMISSION_DENIED\",\"reason\":\"reading")
                .contains("bookings.public.people");
        assertThat(fleet.recorded(AuditEvent.Kind.QUERY_ENDED)).isEmpty();
    }

    @Test
    void textsThatDoNotParseAreRecordedByTheirFingerprint() {
        fleet.query("ann", "{\"sql\":\"selct 'Ann'\"}");

        assertThat(only(AuditEvent.Kind.QUERY_STARTED))
                .contains("\"code\":\"SYNTAX_ERROR\"", "\"text\":null")
                .doesNotContain("Ann", "selct");
    }

    @Test
    void cancellingIsRecorded() {
        fleet.deployed.with("executor", payload -> payload);
        String location = accepted("ann");
        delete("ann", location);
        delete("ann", location);

        assertThat(only(AuditEvent.Kind.QUERY_ENDED)).contains("\"code\":\"CANCELLED\"");
    }

    @Test
    void explainRunsNothing() {
        HttpResponse response =
                fleet.send(
                        "POST",
                        "/v1/explain",
                        Map.of("authorization", "Bearer ann", "accept", "text/plain"),
                        "{\"sql\":\"join\"}");

        assertThat(response.bodyText())
                .isEqualTo(
                        """
                        plan
                          sort id asc nulls last
                            project id, origin, person
                              inner join on eq(id, leg)
                                scan flights.public.legs [id bigint, origin varchar]
                                scan bookings.public.orders [leg bigint, person bigint]
                        fragment 0 in flights
                          scan flights.public.legs [id bigint, origin varchar]
                          > in memory: scan flights.public.legs [id bigint, origin varchar]
                        fragment 1 in bookings
                          scan bookings.public.orders [leg bigint, person bigint]
                          > in memory: scan bookings.public.orders [leg bigint, person bigint]
                        assembly
                          sort id asc nulls last
                            project id, origin, person
                              inner join on eq(id, leg)
                                received #0 [id bigint, origin varchar]
                                received #1 [leg bigint, person bigint]
                        policies
                          bookings.public.orders everybody/read allow: may read
                          flights.public.legs everybody/read allow: may read
                        """);
        assertThat(only(AuditEvent.Kind.QUERY_STARTED)).contains("legs");
    }

    @Test
    void explainAnalyzeRunsTheQueryAndRecordsItAsOne() {
        HttpResponse response = explain("{\"sql\":\"join\",\"analyze\":true}", "text/plain");

        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        assertThat(response.bodyText())
                .contains("fragment 0 in flights", "fragment 1 in bookings")
                .containsPattern("  = [0-9]+ rows.*, [0-9]+ bytes.*, [0-9]+ ms\n")
                .containsPattern("total\n  [0-9]+ rows in [0-9]+ ms, [0-9]+ GB-ms of memory");
        assertThat(only(AuditEvent.Kind.QUERY_STARTED)).contains("\"action\":\"read\"");
        assertThat(only(AuditEvent.Kind.QUERY_ENDED)).contains("\"rows\":");
    }

    @Test
    void sizesOfTablesThatPolicyMasksAreNotInAnAnalysis() {
        String analyzed = "{\"sql\":\"join\",\"analyze\":true}";
        String open = explain(analyzed, "*/*").bodyText();
        fleet.policy.mask("origin");

        assertThat(open).contains("\"splits\":", "\"stats\":{\"rows\":");
        assertThat(explain(analyzed, "*/*").bodyText())
                .containsPattern(
                        "\"source\":\"flights\".*\"analysis\":\\{\"rows\":[0-9]+,\"bytes\":[0-9]+,\"millis\":[0-9]+,\"notes\".*\"source\":\"bookings\"");
    }

    @Test
    void explainThatRunsNothingHasNoFigures() {
        assertThat(explain("{\"sql\":\"join\",\"analyze\":false}", "*/*").bodyText())
                .doesNotContain("analysis", "stats");
    }

    @Test
    void explanationCanBeDrawn() throws Exception {
        HttpResponse svg = explain("{\"sql\":\"join\",\"format\":\"svg\"}", "application/json");
        HttpResponse html = explain("{\"sql\":\"join\"}", "text/html");

        Document picture =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg.bodyText())));
        assertThat(picture.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(picture.getElementsByTagName("rect").getLength()).isEqualTo(4);
        assertThat(picture.getDocumentElement().getTextContent())
                .contains("fragment 1 in bookings", "inner join on eq(id, leg)", "may read");
        assertThat(svg.headers()).containsEntry("content-type", "image/svg+xml");
        assertThat(html.bodyText()).startsWith("<!doctype html>").contains("<svg ");
        assertThat(html.headers().get("content-security-policy")).contains("default-src 'none'");
        assertThat(explain("{\"sql\":\"join\",\"format\":\"png\"}", "*/*").bodyText())
                .contains("'format' must be json, text, svg or html");
    }

    private HttpResponse explain(String body, String accept) {
        return fleet.send(
                "POST",
                "/v1/explain",
                Map.of("authorization", "Bearer ann", "accept", accept),
                body);
    }

    private String accepted(String token) {
        HttpResponse accepted = fleet.query(token, "{\"sql\":\"summary\",\"wait\":0}");
        assertThat(accepted.status()).as(accepted.bodyText()).isEqualTo(202);
        return String.valueOf(accepted.headers().get("location"));
    }

    private HttpResponse delete(String token, String path) {
        return fleet.send("DELETE", path, Map.of("authorization", "Bearer " + token), "");
    }

    private String only(AuditEvent.Kind kind) {
        assertThat(fleet.recorded(kind)).hasSize(1);
        return fleet.recorded(kind).getFirst();
    }
}

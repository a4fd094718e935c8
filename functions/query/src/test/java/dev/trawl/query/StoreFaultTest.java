package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.audit.AuditEvent;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.store.memory.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every call to the bucket, the table and the other functions fails, once or for ever: the answer
/// is right or a coded error, no row leaves unrecorded, nothing stays behind, and who repeats the
/// request under its key gets the rows in the end.
@Timeout(60)
class StoreFaultTest {
    private static final Map<String, String> HEADERS =
            Map.of("authorization", "Bearer ann", "idempotency-key", "k1");

    /// How the call that fails does so.
    enum Fault {
        ONCE_BEFORE((faults, n) -> faults.fail(n, Faults.When.BEFORE)),
        ONCE_AFTER((faults, n) -> faults.fail(n, Faults.When.AFTER)),
        FOR_EVER((faults, n) -> faults.failFrom(n, Faults.When.BEFORE));

        private final ObjIntConsumer<Faults> arm;

        Fault(ObjIntConsumer<Faults> arm) {
            this.arm = arm;
        }
    }

    @ParameterizedTest
    @EnumSource
    void answerInTheResponse(Fault fault) {
        everyCall(fault, Map.of(), "{\"sql\":\"people\"}", "\"rows\":[[10,\"Ann\"]");
    }

    @ParameterizedTest
    @EnumSource
    void answerInParts(Fault fault) {
        everyCall(
                fault,
                Map.of("TRAWL_ANSWER_INLINE_MAX", "10"),
                "{\"sql\":\"join\"}",
                "\"parts\":[{\"url\"");
    }

    @ParameterizedTest
    @EnumSource
    void answerFetchedLater(Fault fault) {
        everyCall(fault, Map.of(), "{\"sql\":\"people\",\"wait\":0}", "\"rows\":[[10,\"Ann\"]");
    }

    /// Nobody can name this query before it has ended, so what stands of it is written last.
    @ParameterizedTest
    @EnumSource
    void answerWithoutAKey(Fault fault) {
        int n = 0;
        boolean isDone = false;
        while (!isDone) {
            n++;
            try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3)) {
                fault.arm.accept(fleet.faults, n);
                HttpResponse response = fleet.query("ann", "{\"sql\":\"people\"}");
                isDone = !fleet.faults.wasReached();
                fleet.faults.fail(0, Faults.When.BEFORE);
                assertCoded(response);
                if (response.status() == 200) {
                    assertRecorded(fleet);
                    String path = "/v1/queries/" + response.headers().get("x-trawl-query-id");
                    assertThat(fleet.get("ann", path).bodyText()).contains("\"succeeded\"");
                }
                assertThat(fleet.allocatedBytes()).isZero();
            }
        }
        assertThat(n).isGreaterThan(4);
    }

    @ParameterizedTest
    @EnumSource
    void cancelling(Fault fault) {
        int n = 0;
        boolean isDone = false;
        while (!isDone) {
            n++;
            try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3)) {
                fleet.deployed.with("executor", payload -> payload);
                fault.arm.accept(fleet.faults, n);
                HttpResponse accepted =
                        fleet.send("POST", "/v1/query", HEADERS, "{\"sql\":\"people\",\"wait\":0}");
                assertCoded(accepted);
                String path = String.valueOf(accepted.headers().get("location"));
                if (accepted.status() == 202) {
                    assertCoded(fleet.send("DELETE", path, HEADERS, ""));
                }
                isDone = !fleet.faults.wasReached();
                fleet.faults.fail(0, Faults.When.BEFORE);
                if (accepted.status() == 202) {
                    assertThat(fleet.send("DELETE", path, HEADERS, "").status()).isEqualTo(204);
                    assertThat(fleet.get("ann", path).bodyText()).contains("\"cancelled\"");
                }
            }
        }
        assertThat(n).isGreaterThan(8);
    }

    private static void everyCall(
            Fault fault, Map<String, String> settings, String body, String expected) {
        int n = 0;
        boolean isDone = false;
        while (!isDone) {
            n++;
            try (Fleet fleet = new Fleet(QueryTest.SQL, settings, 3)) {
                fault.arm.accept(fleet.faults, n);
                for (HttpResponse response : asked(fleet, body)) {
                    assertCoded(response);
                    if (response.status() == 200) {
                        assertThat(response.bodyText()).as("call %d", n).contains(expected);
                        assertRecorded(fleet);
                    }
                }
                isDone = !fleet.faults.wasReached();
                fleet.faults.fail(0, Faults.When.BEFORE);
                assertConverges(fleet, body, expected, n);
                assertRecorded(fleet);
                assertThat(fleet.allocatedBytes()).isZero();
            }
        }
        assertThat(n).isGreaterThan(6);
    }

    /// The request, and the look at its results if it was accepted.
    private static List<HttpResponse> asked(Fleet fleet, String body) {
        List<HttpResponse> responses = new ArrayList<>();
        responses.add(fleet.send("POST", "/v1/query", HEADERS, body));
        if (responses.getFirst().status() == 202) {
            String path = responses.getFirst().headers().get("location") + "/results";
            responses.add(fleet.send("GET", path, HEADERS, ""));
        }
        return responses;
    }

    /// A query whose end could not be written counts as lost after its time.
    private static void assertConverges(Fleet fleet, String body, String expected, int n) {
        HttpResponse last = asked(fleet, body).getLast();
        if (last.status() == 202) {
            fleet.clock.advance(Duration.ofHours(1));
            last = asked(fleet, body).getLast();
        }
        assertThat(last.status()).as("call %d: %s", n, last.bodyText()).isEqualTo(200);
        assertThat(last.bodyText()).as("call %d", n).contains(expected);
    }

    private static void assertCoded(HttpResponse response) {
        if (response.status() >= 300) {
            assertThat(response.bodyText())
                    .containsPattern("\"code\":\"(STORE_UNAVAILABLE|POLICY_UNAVAILABLE)\"");
        }
    }

    private static void assertRecorded(Fleet fleet) {
        assertThat(fleet.recorded(AuditEvent.Kind.QUERY_STARTED)).isNotEmpty();
        assertThat(fleet.recorded(AuditEvent.Kind.QUERY_ENDED)).isNotEmpty();
    }
}

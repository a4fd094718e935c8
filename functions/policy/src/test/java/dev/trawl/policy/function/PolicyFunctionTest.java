package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.Settings;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.memory.InMemoryItemTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole function over its payloads, with keys fetched over HTTP and stores in memory.
final class PolicyFunctionTest {
    private final Fleet fleet = new Fleet();
    private final InMemoryItemTable items = new InMemoryItemTable();
    private final HttpServer issuer = newServer();
    private PolicyFunction function = function("TRAWL_HEAD_FRESH", "0s");

    @BeforeEach
    void start() {
        byte[] keys = fleet.keys.issuerKeys().getBytes(StandardCharsets.UTF_8);
        issuer.createContext(
                "/jwks",
                exchange -> {
                    exchange.sendResponseHeaders(200, keys.length);
                    exchange.getResponseBody().write(keys);
                    exchange.close();
                });
        issuer.start();
        StoredPolicies stored = new StoredPolicies(fleet.state, Fleet.EQUALITY);
        String hash =
                stored.store(
                        stored.compile(
                                List.of(
                                        Fleet.policy(
                                                "p",
                                                """
                                                rules:
                                                  - resources: [bookings.*]
                                                    subjects: { groups: [ops] }
                                                    rowFilter: origin = principal.station\
                                                """),
                                        Fleet.resource(
                                                dev.trawl.policy.PolicyResource.Kind.PRINCIPAL,
                                                "nightly",
                                                "{ groups: [ops] }")),
                                Fleet.catalog("c1")));
        items.put(
                new ItemTable.Key("catalog", "head"),
                ItemTable.ABSENT,
                "{\"sequence\":1,\"time\":\"2026-03-01T12:00:00Z\",\"catalogHash\":\"c1\","
                        + "\"policyHash\":\"%s\"}".formatted(hash),
                null);
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    @Test
    void aMessageIsDecidedAndItsGrantVerifies() {
        Decision decision = message(Caller.ANY, token());
        assertThat(
                        fleet.source("bookings", () -> 0)
                                .verify(String.valueOf(decision.grants().get("bookings")))
                                .relations())
                .hasSize(1);
        assertThat(fleet.state.list("audit/grants/", 10)).hasSize(1);
    }

    @Test
    void machinesHaveADoorOfTheirOwn() {
        DecisionRequest.Credential machine = new DecisionRequest.Credential.Machine("nightly");
        assertThat(message(Caller.MACHINE, machine).principal()).isEqualTo("trawl|nightly");
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> message(Caller.ANY, machine))
                .matches(e -> e.code() == ErrorCode.UNAUTHENTICATED);
        assertThat(Caller.of("arn:aws:lambda:eu-north-1:1:function:trawl-policy:machine"))
                .isEqualTo(Caller.MACHINE);
        for (String other :
                List.of(
                        "arn:aws:lambda:eu-north-1:1:function:trawl-policy",
                        "arn:aws:lambda:eu-north-1:1:function:trawl-policy:live",
                        "arn:aws:lambda:eu-north-1:1:function:machine",
                        "")) {
            assertThat(Caller.of(other)).as(other).isEqualTo(Caller.ANY);
        }
    }

    @Test
    void anUnreadablePointerDeniesEverything() {
        items.put(new ItemTable.Key("catalog", "head"), 1, "{}", null);
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> message(Caller.ANY, token()))
                .withMessage("the policies in force cannot be read; everything is denied")
                .matches(e -> e.code() == ErrorCode.POLICY_UNAVAILABLE);
    }

    @Test
    void routesAreAnsweredOverHttp() {
        String answer =
                answer(
                        Caller.ANY,
                        """
                        {"version":"2.0","rawPath":"/v1/decisions","rawQueryString":"",
                         "headers":{"authorization":"Bearer %s"},
                         "requestContext":{"http":{"method":"POST","path":"/v1/decisions"}},
                         "body":"{}","isBase64Encoded":false}\
                        """
                                .formatted(fleet.token("ada", "ops")));
        assertThat(answer).contains("\"statusCode\":200", "bookings.public.bookings");
    }

    private DecisionRequest.Credential token() {
        return new DecisionRequest.Credential.Token(fleet.token("ada", "ops"));
    }

    private Decision message(Caller caller, DecisionRequest.Credential credential) {
        DecisionRequest request =
                new DecisionRequest(
                        credential, null, Action.READ, "q1", "c1", null, List.of(Fleet.BOOKINGS));
        return Envelope.readAnswer(
                answer(caller, Envelope.request(request, DecisionRequestCodec::write)),
                DecisionCodec::read);
    }

    private String answer(Caller caller, String payload) {
        JsonLog log =
                new JsonLog(
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                        fleet.clock,
                        Map.of());
        return new FunctionEdge(function.endpoints(caller), log, fleet.clock)
                .answer(
                        payload.getBytes(StandardCharsets.UTF_8),
                        new Invocation("r1", null, fleet.clock.instant().plusSeconds(30)));
    }

    private PolicyFunction function(String variable, String value) {
        PolicySettings settings =
                PolicySettings.of(
                        new Settings(
                                Fleet.environment(
                                        Map.of(
                                                variable,
                                                value,
                                                "TRAWL_TRUSTED_ROOTS",
                                                fleet.keys.rootsJson(),
                                                "TRAWL_ISSUERS",
                                                """
                                                [{"issuer":"https://issuer.example",
                                                  "jwksUri":"http://127.0.0.1:%d/jwks",
                                                  "audiences":["trawl"],"algorithms":["ES256"]}]\
                                                """
                                                        .formatted(
                                                                issuer.getAddress().getPort())))));
        return new PolicyFunction(
                settings,
                new PolicyFunction.Stores(
                        items, fleet.state, fleet.keys, new Fleet.FixedSnapshots()),
                Fleet.EQUALITY,
                fleet.clock,
                fleet.log);
    }

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

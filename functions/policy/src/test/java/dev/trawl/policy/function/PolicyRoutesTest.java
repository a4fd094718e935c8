package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.audit.AuditLog;
import dev.trawl.auth.PolicyEpoch;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.plan.Bytes;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryItemTable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PolicyRoutesTest {
    private final Fleet fleet = new Fleet();
    private final InMemoryItemTable items = new InMemoryItemTable();
    private final Router router =
            new PolicyRoutes(
                            fleet.credentials,
                            fleet.inForce,
                            new Administration(fleet.settings.administrators(), fleet.clock),
                            new Revocation(items),
                            new AuditLog(fleet.state, "policy", () -> "1"),
                            fleet.settings.tablesMax(),
                            fleet.clock)
                    .addTo(Router.builder())
                    .build();

    PolicyRoutesTest() {
        fleet.apply(
                Fleet.policy(
                        "analysts",
                        """
                        rules:
                          - name: see
                            resources: [bookings.public.*]
                            subjects: { groups: [ops] }
                            masks: [{ columns: [email], mask: redact }]
                          - name: use
                            resources: [flights.public.*]
                            subjects: { groups: [crew] }\
                        """));
    }

    @Test
    void aCallerSeesItsOwnDecisionsAndNothingOfOtherTables() {
        assertThat(post("/v1/decisions", "ada", "{}"))
                .isEqualTo(
                        """
                        {"principal":"https://issuer.example|ada","action":"read","tables":[\
                        {"table":"bookings.public.bookings","outcome":"permit","columns":[\
                        {"name":"id","type":"bigint"},{"name":"origin","type":"varchar"},\
                        {"name":"email","type":"varchar"}],"effects":[\
                        {"rule":"analysts.see","kind":"allow","text":"allows read"},\
                        {"rule":"analysts.see","kind":"mask","column":"email",\
                        "text":"shown as 'REDACTED'"}],"rules":[\
                        {"rule":"analysts.see","effect":"allow","matched":true,"text":"matches"}]}]}\
                        """);
        assertThat(post("/v1/decisions", "ada", "{\"tables\":[\"flights.public.flights\"]}"))
                .endsWith(
                        "\"tables\":[{\"table\":\"flights.public.flights\",\"outcome\":\"unknown\"}]}");
    }

    @Test
    void anAdministratorAsksAboutOthersAndSeesWhatWouldBeNeeded() {
        String asked =
                """
                principal: { issuer: "https://issuer.example", subject: bob, groups: [ops] }
                tables: [flights.public.flights]\
                """;
        assertThat(post("/v1/decisions", "root", asked))
                .contains(
                        "\"principal\":\"https://issuer.example|bob\"",
                        "\"outcome\":\"unknown\"",
                        "\"text\":\"is for group crew\"");
        assertRefused(
                "ada",
                "/v1/decisions",
                asked,
                ErrorCode.PERMISSION_DENIED,
                "asking about another principal is for administrators of the deployment"
                        + " (TRAWL_ADMINISTRATORS)");
    }

    @Test
    void casesRunAgainstThePoliciesInForce() {
        assertThat(
                        post(
                                "/v1/policy-tests",
                                "root",
                                """
                                cases:
                                  - name: crew
                                    principal: { issuer: i, subject: s, groups: [crew] }
                                    table: flights.public.flights
                                    expect: { outcome: permit }
                                  - name: stranger
                                    principal: { issuer: i, subject: s }
                                    table: flights.public.flights
                                    expect: { outcome: permit }\
                                """))
                .isEqualTo(
                        """
                        {"passed":1,"failed":1,"cases":[{"name":"crew","failures":[]},\
                        {"name":"stranger","failures":["the outcome is unknown, not permit"]}],\
                        "unreachedRules":["analysts.see"]}\
                        """);
    }

    @Test
    void aRevocationRaisesTheFloor() {
        assertThat(post("/v1/revocations", "root", "")).isEqualTo("{\"floor\":1}");
        assertThat(post("/v1/revocations", "root", "")).isEqualTo("{\"floor\":2}");
        assertThat(PolicyEpoch.load(items)).isEqualTo(new PolicyEpoch(2, 2));
        assertRefused(
                "ada",
                "/v1/revocations",
                "",
                ErrorCode.PERMISSION_DENIED,
                "revoking grants is for administrators of the deployment"
                        + " (TRAWL_ADMINISTRATORS)");
    }

    @Test
    void bodiesAreReadStrictly() {
        assertRefused(
                "ada",
                "/v1/decisions",
                "{\"table\":\"x\"}",
                ErrorCode.INVALID_REQUEST,
                "the body has no field 'table'; known: [action, destination, ip, principal,"
                        + " purpose, tables]");
        assertRefused(
                "ada", "/v1/decisions", "[]", ErrorCode.INVALID_REQUEST, "the body is an object");
        assertRefused(
                "ada",
                "/v1/decisions",
                "{\"action\":\"steal\"}",
                ErrorCode.INVALID_REQUEST,
                "there is no action 'steal'");
        assertRefused(
                "ada",
                "/v1/decisions",
                " ".repeat(2 * 1024 * 1024 + 1),
                ErrorCode.REQUEST_TOO_LARGE,
                "the body has 2097153 characters, the limit is 2097152");
    }

    @Test
    void withoutATokenNothingIsTold() {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> send("/v1/decisions", "{}", Map.of()))
                .withMessage("the request has no bearer token")
                .matches(e -> e.code() == ErrorCode.UNAUTHENTICATED);
    }

    private String post(String path, String subject, String body) {
        HttpResponse response =
                send(path, body, Map.of("authorization", "Bearer " + fleet.token(subject, "ops")));
        assertThat(response.status()).isEqualTo(200);
        return response.bodyText();
    }

    private HttpResponse send(String path, String body, Map<String, String> headers) {
        HttpRequest request =
                new HttpRequest(
                        "POST",
                        path,
                        Map.of(),
                        headers,
                        Map.of(),
                        Bytes.copyOf(body.getBytes(StandardCharsets.UTF_8)));
        return router.handle(
                request, new Invocation("r1", null, fleet.clock.instant().plusSeconds(30)));
    }

    private void assertRefused(
            String subject, String path, String body, ErrorCode code, String message) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> post(path, subject, body))
                .withMessage(message)
                .matches(e -> e.code() == code);
    }
}

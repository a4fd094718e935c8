package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/// Somebody broke into the query function and has its credentials and a caller's token. What they
/// get is what that caller may see.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class HostileQueryIT {
    private static final String TREASURY = "shop.public.treasury";
    private static final Field ID = new Field("id", Type.Simple.BIGINT);
    private static final Field NAME = new Field("name", Type.Simple.VARCHAR);
    private static final Field SALARY = new Field("salary", Type.Simple.BIGINT);

    private static Insider insider;
    private static QueryDouble query;
    private static String rita;
    private static String catalog;

    @BeforeAll
    static void breakIn(FleetUnderTest fleet) throws SQLException {
        fleet.sql(
                "CREATE TABLE treasury AS SELECT i AS id, 'name ' || i AS name, i * 1000 AS salary"
                        + " FROM generate_series(1::bigint, 4) AS g(i)",
                "CREATE TABLE safe AS TABLE treasury");
        fleet.buckets()
                .put(
                        Buckets.LAKE,
                        "treasury/a.csv",
                        "id,name\n1,classified\n".getBytes(StandardCharsets.UTF_8));
        fleet.apply(TestResources.read("fleet/resources/treasury.yaml"));
        assertThat(fleet.as("rita").query("select count(*) from treasury").value()).isEqualTo("2");
        insider = Insider.of(fleet, "query");
        query = new QueryDouble(insider);
        rita = fleet.fleet().token("rita");
        catalog = Catalogs.current(insider);
    }

    @AfterAll
    static void leave() {
        insider.close();
    }

    @Test
    void tokenOfACallerGivesOnlyWhatTheCallerMaySee() {
        Decision decision = decide(TREASURY, "shop.public.safe", "lake.public.treasury_files");

        assertThat(decision.outcomes().get(0)).isInstanceOf(Decision.Permit.class);
        assertThat(decision.outcomes().get(1)).isInstanceOf(Decision.Unknown.class);
        assertThat(decision.outcomes().get(2)).isInstanceOf(Decision.Unknown.class);
        assertThat(decision.grants()).containsOnlyKeys("shop");
    }

    @Test
    void rowsComeFilteredAndMasked() {
        assertThat(query.scan(grant(), TREASURY, ID, NAME)).containsExactly("1|-", "2|-");
    }

    @Test
    void fragmentsBeyondTheGrantAreRefused() {
        String grant = grant();

        refused(ErrorCode.GRANT_EXCEEDED, () -> query.scan(grant, TREASURY, ID, SALARY));
        refused(ErrorCode.GRANT_EXCEEDED, () -> query.scan(grant, "shop.public.safe", ID, NAME));
        refused(ErrorCode.GRANT_EXCEEDED, () -> query.scan(grant, "shop.pg_catalog.pg_authid", ID));
    }

    @Test
    void aTicketIsForItsOwnQuery() {
        Decision decision = decide(TREASURY);
        String own = query.lastQueryId();

        refused(
                ErrorCode.UNAUTHENTICATED,
                () ->
                        query.decide(
                                new DecisionRequest.Credential.Renewal(decision.ticket()),
                                catalog,
                                TREASURY));
        assertThat(
                        query.decideAs(
                                        own,
                                        new DecisionRequest.Credential.Renewal(decision.ticket()),
                                        catalog,
                                        TREASURY)
                                .grants())
                .containsOnlyKeys("shop");
    }

    @Test
    void aTicketGivesNoMoreThanWasDecided() {
        Decision decision = decide(TREASURY);
        refused(
                ErrorCode.PERMISSION_DENIED,
                () ->
                        query.decideAs(
                                query.lastQueryId(),
                                new DecisionRequest.Credential.Renewal(decision.ticket()),
                                catalog,
                                TREASURY,
                                "shop.public.safe"));
    }

    @Test
    void tokensOfCallersChangeNoPolicyAndNoCatalog(FleetUnderTest fleet) {
        String policy =
                """
                {"kind":"Policy","name":"mine","spec":{"rules":[{"actions":["read"],
                 "resources":["shop.public.safe"],"subjects":{"any":true}}]}}
                """;
        String dataset =
                """
                {"kind":"Dataset","name":"treasury","description":"mine","spec":{"source":"shop",
                 "columns":[{"name":"id","type":"bigint"},{"name":"name","type":"varchar"},
                 {"name":"salary","type":"bigint"}]}}
                """;
        Caller thief = fleet.as("rita");
        for (String resource : List.of(policy, dataset)) {
            thief.post("/v1/apply", "{\"resources\":[" + resource + "]}")
                    .refusedWith("PERMISSION_DENIED");
            fleet.as("stella")
                    .post("/v1/apply?dryRun=true", "{\"resources\":[" + resource + "]}")
                    .succeeded();
        }
        thief.post("/v1/revocations", "{}").refusedWith("PERMISSION_DENIED");
    }

    @Test
    void partsGoWhereTheGrantSaysWhateverTheFragmentIsCalled() {
        String grant = grant();
        for (String id : List.of("../other", "a/b", "", "x".repeat(65))) {
            refused(
                    ErrorCode.GRANT_EXCEEDED,
                    () -> query.executeInParts(grant, TREASURY, id, ID, NAME));
        }
        assertThat(query.executeInParts(grant, TREASURY, "f0", ID, NAME).parts())
                .isNotEmpty()
                .allSatisfy(part ->
                        assertThat(part.location())
                                .startsWith(Buckets.STATE + "/spill/shop/")
                                .contains("/" + query.lastQueryId() + "/"));
    }

    @Test
    void withoutATokenThereIsNoDecision() {
        for (String token : List.of("", "nonsense", rita.substring(0, rita.length() - 4))) {
            refused(
                    ErrorCode.UNAUTHENTICATED,
                    () ->
                            query.decide(
                                    new DecisionRequest.Credential.Token(token),
                                    catalog,
                                    TREASURY));
        }
        refused(
                ErrorCode.UNAUTHENTICATED,
                () ->
                        query.decide(
                                new DecisionRequest.Credential.Renewal("not.a.ticket"),
                                catalog,
                                TREASURY));
    }

    @Test
    void machinePrincipalsAreForJobsOnly() {
        denied(() -> insider.invoke("policy:machine", "{}"));
        assertThatThrownBy(() ->
                        query.decide(
                                new DecisionRequest.Credential.Machine("nightly"),
                                catalog,
                                TREASURY))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e ->
                                assertThat(e.code())
                                        .isIn(
                                                ErrorCode.PERMISSION_DENIED,
                                                ErrorCode.UNAUTHENTICATED));
    }

    @Test
    void bucketsOfSourcesAreClosed() {
        denied(() -> insider.buckets.keys(Buckets.LAKE, ""));
        denied(() -> insider.buckets.load(Buckets.LAKE, "treasury/a.csv"));
        denied(() -> insider.buckets.put(Buckets.LAKE, "treasury/b.csv", new byte[1]));
        denied(() -> insider.buckets.delete(Buckets.LAKE, "treasury/a.csv"));
        denied(() -> insider.buckets.copy(Buckets.LAKE, "treasury/a.csv", Buckets.STATE, "stolen"));
    }

    @Test
    void secretsAndKeysAreClosed() {
        for (String secret :
                List.of(
                        "fleettests/source/shop",
                        "fleettests/source/shaky",
                        "fleettests/pseudonym/person",
                        "fleettests/local/postgres",
                        "fleettests/nothing")) {
            denied(() -> insider.secrets.getSecretValue(r -> r.secretId(secret)));
        }
        denied(() ->
                insider.kms.sign(r ->
                        r.keyId("grants")
                                .message(SdkBytes.fromUtf8String("x"))
                                .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)));
    }

    @Test
    void otherFunctionsAreClosed() {
        denied(() -> insider.invoke("scan-metadata", "{}"));
        denied(() -> insider.invoke("export", "{}"));
        denied(() -> insider.invoke("query", "{}"));
    }

    @Test
    void catalogOfOnesOwnIsNotBelieved(FleetUnderTest fleet) {
        String key = "catalog/" + catalog + ".json";
        String grant = grant();
        byte[] real = insider.buckets.load(Buckets.STATE, key);
        try {
            fleet.buckets()
                    .put(
                            Buckets.STATE,
                            key,
                            new String(real, StandardCharsets.UTF_8)
                                    .replace("\"treasury\"", "\"safe\"")
                                    .getBytes(StandardCharsets.UTF_8));
            fleet.kill("source-shop");

            assertThatThrownBy(() -> query.scan(grant, TREASURY, ID, NAME))
                    .isInstanceOf(TrawlException.class);
        } finally {
            fleet.buckets().put(Buckets.STATE, key, real);
        }
        assertThat(query.scan(grant(), TREASURY, ID, NAME)).hasSize(2);
    }

    @Test
    void policiesOfOnesOwnAreNotBelieved(FleetUnderTest fleet) {
        String key = Catalogs.policies(insider);
        byte[] real = fleet.buckets().load(Buckets.STATE, key);
        try {
            fleet.buckets()
                    .put(
                            Buckets.STATE,
                            key,
                            new String(real, StandardCharsets.UTF_8)
                                    .replace("regional", "regionals")
                                    .getBytes(StandardCharsets.UTF_8));
            fleet.kill("policy");

            refused(ErrorCode.POLICY_UNAVAILABLE, () -> decide(TREASURY));
        } finally {
            fleet.buckets().put(Buckets.STATE, key, real);
            fleet.kill("policy");
        }
        assertThat(decide(TREASURY).grants()).containsOnlyKeys("shop");
    }

    private static Decision decide(String... tables) {
        return query.decide(new DecisionRequest.Credential.Token(rita), catalog, tables);
    }

    private static String grant() {
        return Objects.requireNonNull(decide(TREASURY).grants().get("shop"));
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void denied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SdkServiceException.class,
                        e -> {
                            assertThat(e.statusCode()).isIn(400, 403);
                            assertThat(String.valueOf(e.getMessage()))
                                    .containsAnyOf(
                                            "AccessDenied", "not authorized", "Forbidden", "403");
                        });
    }
}

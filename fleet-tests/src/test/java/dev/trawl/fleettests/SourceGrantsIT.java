package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.trawl.auth.GrantSigner;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Deployed sources and the grants they are shown. The tests hold the fleet's root key, so that
/// every grant is wrong in one way only.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class SourceGrantsIT {
    private static final Field ID = new Field("id", Type.Simple.BIGINT);
    private static final Field LABEL = new Field("label", Type.Simple.VARCHAR);
    private static final String SHOP = "shop.public.granted";
    private static final String LAKE = "lake.public.granted_files";
    private static final Duration LIFE = Duration.ofMinutes(5);

    private static Insider insider;
    private static QueryDouble query;
    private static ECKey root;
    private static String token;

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException, IOException, ParseException {
        fleet.sql(
                "CREATE TABLE granted AS SELECT i AS id, 'row ' || i AS label"
                        + " FROM generate_series(1::bigint, 3) AS g(i)");
        files(fleet, "id,label\n1,row 1\n2,row 2\n3,row 3\n");
        fleet.apply(TestResources.read("fleet/resources/granted.yaml"));
        token = fleet.fleet().token("ana");
        assertThat(fleet.as("ana").query("select count(*) from granted").value()).isEqualTo("3");
        insider = Insider.of(fleet, "query");
        query = new QueryDouble(insider);
        Path key = fleet.fleet().state().resolve("keys/grants.jwk");
        root = ECKey.parse(Files.readString(key));
    }

    @AfterAll
    static void leave() {
        insider.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {SHOP, LAKE})
    void grantsSignedByTheRootAreBelieved(String table) {
        assertThat(query.scan(signed(grant(table)), table, ID, LABEL))
                .containsExactlyInAnyOrder("1|row 1", "2|row 2", "3|row 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {SHOP, LAKE})
    void forgedAndAlteredGrantsAreRefused(String table) throws JOSEException {
        Grant grant = grant(table);
        String good = signed(grant);
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(root.getKeyID()).generate();
        String[] parts = good.split("\\.", -1);
        String payload =
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                        .replace("https://login.fleet.test|ana", "https://login.fleet.test|eva");
        String altered =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(payload.getBytes(StandardCharsets.UTF_8));

        invalid(table, signedBy(foreign, Clock.systemUTC(), grant));
        invalid(table, parts[0] + "." + altered + "." + parts[2]);
        invalid(table, parts[0] + "." + parts[1] + ".");
        invalid(table, token);
        invalid(table, "");
        invalid(table, good + "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {SHOP, LAKE})
    void grantsOutsideTheirTimeAreRefused(String table) {
        Grant grant = grant(table);
        Instant now = Instant.now();

        invalid(table, signed(lasting(grant, now.minusSeconds(600), now.minusSeconds(300))));
        invalid(table, signed(lasting(grant, now.plusSeconds(600), now.plusSeconds(900))));
        invalid(table, signed(lasting(grant, now, now.plus(Duration.ofDays(1)))));
        invalid(table, signedBy(root, Clock.offset(Clock.systemUTC(), Duration.ofDays(-3)), grant));
    }

    @Test
    void grantsForAnotherSourceAreRefused() {
        refused(ErrorCode.GRANT_INVALID, () -> query.scan(signed(grant(SHOP)), LAKE, ID, LABEL));
        refused(ErrorCode.GRANT_INVALID, () -> query.scan(signed(grant(LAKE)), SHOP, ID, LABEL));
    }

    @ParameterizedTest
    @ValueSource(strings = {SHOP, LAKE})
    void fragmentsBeyondTheGrantAreRefused(String table) {
        Grant grant = grant(table);
        String good = signed(grant);

        refused(
                ErrorCode.GRANT_EXCEEDED,
                () -> query.scan(good, table, ID, new Field("secret", Type.Simple.VARCHAR)));
        refused(
                ErrorCode.GRANT_EXCEEDED,
                () -> query.scan(good, table, new Field("id", Type.Simple.VARCHAR)));
        refused(
                ErrorCode.GRANT_EXCEEDED,
                () -> query.scan(good, table.replace("granted", "ungranted"), ID));
        refused(
                ErrorCode.GRANT_EXCEEDED,
                () -> query.scan(signed(acting(grant, Action.WRITE)), table, ID, LABEL));
        refused(
                ErrorCode.GRANT_EXCEEDED,
                () ->
                        query.ask(
                                table,
                                new SourceRequest.Discover(good, Instant.now().plusSeconds(20))));
    }

    @Test
    void splitsOfOthersAreRefused() {
        String good = signed(grant(LAKE));
        String token = query.splits(good, LAKE, ID, LABEL).splits().getFirst().token();

        for (String other :
                List.of(
                        "nonsense",
                        token.replace("granted/a.csv", "teams/a.csv"),
                        token.replace("granted/a.csv", "granted/../teams/a.csv"),
                        token.replace("granted_files", "teams"))) {
            assertThatThrownBy(() -> query.execute(good, LAKE, other, ID, LABEL))
                    .as(other)
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e ->
                                    assertThat(e.code())
                                            .isIn(
                                                    ErrorCode.INVALID_REQUEST,
                                                    ErrorCode.SOURCE_CHANGED));
        }
        refused(
                ErrorCode.INVALID_REQUEST,
                () -> query.execute(signed(grant(SHOP)), SHOP, token, ID, LABEL));
    }

    @Test
    void filesThatChangeOrVanishDuringAQueryAreSeen(FleetUnderTest fleet) {
        String good = signed(grant(LAKE));
        SourceAnswer.Splits splits = query.splits(good, LAKE, ID, LABEL);
        String token = splits.splits().getFirst().token();
        try {
            files(fleet, "id,label\n4,row 4\n5,row 5\n6,row 6\n");
            refused(ErrorCode.SOURCE_CHANGED, () -> query.execute(good, LAKE, token, ID, LABEL));

            fleet.buckets().delete(Buckets.LAKE, "granted/a.csv");
            refused(ErrorCode.SOURCE_CHANGED, () -> query.execute(good, LAKE, token, ID, LABEL));
        } finally {
            files(fleet, "id,label\n1,row 1\n2,row 2\n3,row 3\n");
        }
        assertThat(fleet.as("ana").query("select count(*) from granted_files").value())
                .isEqualTo("3");
    }

    @Test
    void revokedGrantsAreRefusedSoon(FleetUnderTest fleet) {
        String good = signed(grant(SHOP));
        assertThat(query.scan(good, SHOP, ID, LABEL)).hasSize(3);

        assertThat(fleet.as("stella").post("/v1/revocations", "{}").status()).isLessThan(300);

        Waiting.until("the grant is refused", () -> code(good) == ErrorCode.GRANT_INVALID);
        assertThat(fleet.as("ana").query("select count(*) from granted").value()).isEqualTo("3");
    }

    private static ErrorCode code(String grant) {
        try {
            query.scan(grant, SHOP, ID, LABEL);
            return ErrorCode.NOT_FOUND;
        } catch (TrawlException e) {
            return e.code();
        }
    }

    /// What policy would sign for ana, with a query id of its own.
    private static Grant grant(String table) {
        String signed =
                Objects.requireNonNull(
                        query.decide(
                                        new DecisionRequest.Credential.Token(token),
                                        Catalogs.current(insider),
                                        table)
                                .grants()
                                .get(table.substring(0, 4)));
        return QueryDouble.content(signed);
    }

    private static Grant lasting(Grant grant, Instant from, Instant to) {
        return new Grant(
                grant.id(),
                grant.audience(),
                from,
                to,
                grant.queryId(),
                grant.principal(),
                grant.purpose(),
                grant.action(),
                grant.writePrefix(),
                grant.destination(),
                grant.catalogHash(),
                grant.policyEpoch(),
                grant.relations());
    }

    private static Grant acting(Grant grant, Action action) {
        Instant now = Instant.now();
        return new Grant(
                grant.id(),
                grant.audience(),
                now,
                now.plus(LIFE),
                grant.queryId(),
                grant.principal(),
                grant.purpose(),
                action,
                grant.writePrefix(),
                grant.destination(),
                grant.catalogHash(),
                grant.policyEpoch(),
                grant.relations());
    }

    private static String signed(Grant grant) {
        return signedBy(root, Clock.systemUTC(), grant);
    }

    private static String signedBy(ECKey key, Clock clock, Grant grant) {
        return new GrantSigner(new KeyInHand(key), Duration.ofHours(12), clock).sign(grant);
    }

    private static void invalid(String table, String grant) {
        refused(ErrorCode.GRANT_INVALID, () -> query.scan(grant, table, ID, LABEL));
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void files(FleetUnderTest fleet, String csv) {
        fleet.buckets().put(Buckets.LAKE, "granted/a.csv", csv.getBytes(StandardCharsets.UTF_8));
    }
}

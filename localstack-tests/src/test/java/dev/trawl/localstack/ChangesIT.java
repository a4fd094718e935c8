package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.Caller;
import dev.trawl.localstack.fleet.OnFleet;
import dev.trawl.localstack.fleet.Versions;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.kit.DeployedSite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/// Policies, versions, keys and secrets that change while the fleet runs.
@OnFleet
@Timeout(240)
class ChangesIT {
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final String SQL = "select count(*) from airports";
    private static final int ROWS = 3_376;
    private static final String ROOTS = "TRAWL_TRUSTED_ROOTS";
    private static final List<String> ROTATED = List.of("source-flights", "policy");

    private final AirlineFleet fleet;

    ChangesIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void aRuleThatIsTakenAwayIsSeenWithinSecondsAndSoIsItsReturn() {
        Caller stella = fleet.as("stella");
        String path = "/v1/resources/policy/operations_open";
        JsonNode policy = stella.send("GET", path, null).json();
        isRight(fleet.as("pat").query(SQL, null));

        Caller.Answer deleted = stella.send("DELETE", path, null);
        Caller.Answer without = asked(fleet.as("pat"), answer -> answer.status() != 200);
        Caller.Answer applied = stella.send("POST", "/v1/apply", bundle(policy));
        Caller.Answer with = asked(fleet.as("pat"), answer -> answer.status() == 200);

        assertThat(deleted.status()).as(deleted.toString()).isLessThan(300);
        assertThat(without.text()).contains("TABLE_NOT_FOUND");
        assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
        isRight(with);
    }

    /// Sources, query and policy in the order of an upgrade: a new version takes over, and the old
    /// one takes over again.
    @Test
    void noQueryIsLostWhileVersionsChange() throws InterruptedException, ExecutionException {
        Versions versions = fleet.versions();
        List<Caller.Answer> answers =
                askedMeanwhile(() -> {
                    for (String function : List.of("source-flights", "query", "policy")) {
                        String before = versions.live(function);
                        String after =
                                versions.publish(function, Map.of("TRAWL_TEST_MARK", "next"));
                        assertThat(after).isNotEqualTo(before);
                        versions.shift(function, after);
                        isRight(fleet.as("ana").query(SQL, null));
                        versions.shift(function, before);
                        isRight(fleet.as("ana").query(SQL, null));
                    }
                });
        assertThat(answers).isNotEmpty().allSatisfy(ChangesIT::isRight);
    }

    @Test
    void aSourceThatTrustsAnotherKeyAnswersNothing() {
        String other = signingKey();
        Versions versions = fleet.versions();
        String before = versions.live("source-flights");
        String stranger = versions.publish("source-flights", Map.of(ROOTS, other));

        versions.shift("source-flights", stranger);
        Caller.Answer refused = fleet.as("ana").query(SQL, null);
        versions.shift("source-flights", before);

        assertThat(refused.status()).as(refused.toString()).isGreaterThanOrEqualTo(400);
        assertThat(refused.json().has("rows")).isFalse();
        isRight(fleet.as("ana").query(SQL, null));
    }

    /// As the runbook says: first all trust both keys, then policy signs by the new one, then
    /// nobody trusts the old one. A grant under the old key is good until then, and refused
    /// afterwards.
    @Test
    void theSigningRootIsRotatedWhileQueriesRunAndTheOldOneIsRefusedAfterwards()
            throws InterruptedException, ExecutionException {
        String old = fleet.variable("policy", "TRAWL_SIGNING_KEY_ID");
        String next = signingKey();
        DeployedSite byOld = DeployedSite.publish(fleet.source("flights"), Map.of());
        Versions versions = fleet.versions();
        Map<String, String> before = new LinkedHashMap<>();
        ROTATED.forEach(function -> before.put(function, versions.live(function)));

        try {
            List<Caller.Answer> answers =
                    askedMeanwhile(() -> {
                        Map<String, String> both = Map.of(ROOTS, old + "," + next);
                        ROTATED.forEach(function -> shiftTo(function, both));
                        shiftTo("policy", Map.of("TRAWL_SIGNING_KEY_ID", next));
                        assertThat(codeOf(byOld)).isEqualTo(ErrorCode.GRANT_EXCEEDED);
                        ROTATED.forEach(function -> shiftTo(function, Map.of(ROOTS, next)));
                    });

            assertThat(answers).isNotEmpty().allSatisfy(ChangesIT::isRight);
            assertThat(codeOf(byOld)).isEqualTo(ErrorCode.GRANT_INVALID);
            assertThat(codeOf(DeployedSite.publish(fleet.source("flights"), Map.of())))
                    .isEqualTo(ErrorCode.GRANT_EXCEEDED);
        } finally {
            before.forEach(versions::shift);
        }
        isRight(fleet.as("ana").query(SQL, null));
    }

    /// A grant to read nothing gives nothing: it exceeds what is granted, or is not one at all.
    private static ErrorCode codeOf(DeployedSite site) {
        SourceRequest request =
                new SourceRequest.Discover(
                        site.sign(site.grant(List.of())), Instant.now().plusSeconds(30));
        return catchThrowableOfType(TrawlException.class, () -> site.answer(request)).code();
    }

    private void shiftTo(String function, Map<String, String> changes) {
        Versions versions = fleet.versions();
        versions.shift(function, versions.publish(function, changes));
        isRight(fleet.as("ana").query(SQL, null));
    }

    private String signingKey() {
        return fleet.aws()
                .kms()
                .createKey(b -> b.keySpec(KeySpec.ECC_NIST_P256).keyUsage(KeyUsageType.SIGN_VERIFY))
                .keyMetadata()
                .arn();
    }

    /// The answers of somebody who asks all the time while something is done.
    private List<Caller.Answer> askedMeanwhile(Runnable work)
            throws InterruptedException, ExecutionException {
        AtomicBoolean goOn = new AtomicBoolean(true);
        List<Caller.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller ana = fleet.as("ana");
            Future<?> asking =
                    threads.submit(() -> {
                        while (goOn.get()) {
                            answers.add(ana.query(SQL, null));
                        }
                    });
            try {
                work.run();
            } finally {
                goOn.set(false);
            }
            asking.get();
        }
        return answers;
    }

    @Test
    void aSourceWithoutItsSecretAnswersNothing() {
        Versions versions = fleet.versions();
        String before = versions.live("source-bookings");
        String without =
                versions.publish("source-bookings", Map.of("TRAWL_SECRET_ID", "nobody/has/it"));
        String sql = "select count(*) from passengers";

        versions.shift("source-bookings", without);
        Caller.Answer refused = fleet.as("fay").query(sql, "fraud_investigation");
        versions.shift("source-bookings", before);

        assertThat(refused.status()).as(refused.toString()).isGreaterThanOrEqualTo(500);
        assertThat(refused.json().has("rows")).isFalse();
        assertThat(fleet.as("fay").query(sql, "fraud_investigation").status()).isEqualTo(200);
    }

    /// Changes of one resource meet in the table's conditional write.
    @Test
    void ofManyWhoChangeTheSameAtOnceNoneOverwritesAnother()
            throws InterruptedException, ExecutionException {
        Caller stella = fleet.as("stella");
        List<Future<Caller.Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                ObjectNode purpose = JsonNodeFactory.instance.objectNode();
                purpose.put("kind", "Purpose").put("name", "raced").put("description", "by " + i);
                purpose.putObject("spec");
                String body = bundle(purpose);
                answers.add(threads.submit(() -> stella.send("POST", "/v1/apply", body)));
            }
        }
        int applied = 0;
        for (Future<Caller.Answer> answer : answers) {
            assertThat(answer.get().status()).as(answer.get().toString()).isIn(200, 409);
            applied += answer.get().status() == 200 ? 1 : 0;
        }
        JsonNode history = stella.send("GET", "/v1/resources/purpose/raced/history", null).json();

        assertThat(applied).isPositive();
        assertThat(history.findValues("author").size()).as(history.toString()).isEqualTo(applied);
    }

    private static void isRight(Caller.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("rows").path(0).path(0).asLong()).isEqualTo(ROWS);
    }

    private static Caller.Answer asked(Caller caller, Predicate<Caller.Answer> wanted) {
        return Await.until(SECONDS, () -> caller.query(SQL, null), wanted);
    }

    private static String bundle(JsonNode resource) {
        ObjectNode plain = resource.deepCopy();
        plain.retain("kind", "name", "workspace", "description", "owner", "tags", "spec");
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("resources").add(plain);
        return body.toString();
    }
}

package dev.trawl.local.lambda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.fleet.FunctionLimits;
import dev.trawl.local.fixture.PlainZip;
import dev.trawl.local.fixture.SnapshotHandler;
import dev.trawl.local.lambda.InvocationAnswer.Outcome;
import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoint and restore as the Runtime Interface Client does them, without a snapshot between.
@Timeout(60)
final class SnapStartIT {

    private static final String SECRET = "c2VjcmV0LW9mLXRoZS10ZXN0LW9ubHk=";
    private static final String TOKEN =
            "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSBpbiBhIHRlc3QifQ." + "A".repeat(86);

    @TempDir Path folder;

    private ProcessLedger ledger;
    private LambdaHost host;
    private ServerSocket store;

    @BeforeEach
    void start() throws IOException {
        store = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        ledger = new ProcessLedger(folder.resolve("processes"), folder.toString());
        host =
                new LambdaHost(
                        HostSettings.of(folder.resolve("state"), "eu-central-1")
                                .withSecrets(() -> Map.of("the secret 'db'", SECRET)),
                        ledger);
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
        ledger.close();
        store.close();
    }

    @Test
    void theHooksRunAndTheFunctionAnswersAfterTheRestore() throws IOException {
        deploy("close", Initialization.SNAP_START);

        assertThat(invoke().text()).isEqualTo("\"snap-start beforeCheckpoint afterRestore true\"");
    }

    @Test
    void anEnvironmentThatHoldsAConnectionAtTheCheckpointDoesNotStart() throws IOException {
        deploy("nothing", Initialization.SNAP_START);

        InvocationAnswer answer = invoke();

        assertThat(answer.outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(answer.text())
                .contains("Host.OpenConnections")
                .contains("holds connections to port " + store.getLocalPort() + ": open none");
        assertThat(host.environments("snapshot")).isEmpty();
    }

    @Test
    void anEnvironmentThatReadASecretBeforeTheCheckpointDoesNotStart() throws IOException {
        assertThat(found(holding(SECRET))).contains("the secret 'db'").doesNotContain(SECRET);
    }

    /// As pseudonym keys are held.
    @Test
    void theBytesThatASecretStandsForAreFoundAsWell() throws IOException {
        assertThat(found(holding(new String(Base64.getDecoder().decode(SECRET), ISO_8859_1))))
                .contains("the secret 'db'");
    }

    @Test
    void anEnvironmentThatHoldsATokenDoesNotStart() throws IOException {
        assertThat(found(holding(TOKEN))).contains("a signed token");
    }

    @Test
    void anEnvironmentThatHoldsAPrivateKeyDoesNotStart() throws IOException {
        assertThat(found("key")).contains("1 of sun.security.ec.ECPrivateKeyImpl");
    }

    private String holding(String text) throws IOException {
        return Files.writeString(folder.resolve("held"), text).toString();
    }

    private String found(String held) throws IOException {
        deploy("close", Initialization.SNAP_START, Map.of("HELD", held));

        InvocationAnswer answer = invoke();

        assertThat(answer.outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(answer.text()).contains("Host.SecretsInHeap");
        assertThat(host.environments("snapshot")).isEmpty();
        return answer.text();
    }

    @Test
    void aHookThatFailsIsTheCallersError() throws IOException {
        deploy("fail", Initialization.SNAP_START);

        InvocationAnswer answer = invoke();

        assertThat(answer.outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(answer.text()).contains("CheckpointException");
    }

    @Test
    void onDemandThereAreNoHooks() throws IOException {
        deploy("nothing", Initialization.ON_DEMAND);

        assertThat(invoke().text()).isEqualTo("\"on-demand  true\"");
    }

    private InvocationAnswer invoke() {
        return host.invoke("snapshot", "{}".getBytes(StandardCharsets.UTF_8));
    }

    private void deploy(String hook, Initialization initialization) throws IOException {
        deploy(hook, initialization, Map.of());
    }

    private void deploy(String hook, Initialization initialization, Map<String, String> more)
            throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("STORE", Integer.toString(store.getLocalPort()));
        environment.put("HOOK", hook);
        host.deploy(
                new FunctionSpec(
                                "snapshot",
                                PlainZip.write(
                                        folder.resolve("function.zip"), SnapshotHandler.class),
                                SnapshotHandler.class.getName() + "::handleRequest",
                                new FunctionLimits(256, Duration.ofSeconds(30), 1, 10),
                                environment,
                                List.of())
                        .withInitialization(initialization));
    }
}

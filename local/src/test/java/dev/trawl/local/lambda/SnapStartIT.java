package dev.trawl.local.lambda;

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
import java.nio.file.Path;
import java.time.Duration;
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

    @TempDir Path folder;

    private ProcessLedger ledger;
    private LambdaHost host;
    private ServerSocket store;

    @BeforeEach
    void start() throws IOException {
        store = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        ledger = new ProcessLedger(folder.resolve("processes"), folder.toString());
        host = new LambdaHost(HostSettings.of(folder.resolve("state"), "eu-central-1"), ledger);
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
        host.deploy(
                new FunctionSpec(
                                "snapshot",
                                PlainZip.write(
                                        folder.resolve("function.zip"), SnapshotHandler.class),
                                SnapshotHandler.class.getName() + "::handleRequest",
                                new FunctionLimits(256, Duration.ofSeconds(30), 1, 10),
                                Map.of(
                                        "STORE",
                                        Integer.toString(store.getLocalPort()),
                                        "HOOK",
                                        hook),
                                List.of())
                        .withInitialization(initialization));
    }
}

package dev.trawl.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.fleet.FunctionLimits;
import dev.trawl.local.fixture.PlainZip;
import dev.trawl.local.lambda.InvocationAnswer.Outcome;
import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LambdaHostIT {

    @TempDir Path folder;

    private ProcessLedger ledger;
    private LambdaHost host;
    private Path zip;

    @BeforeEach
    void start() throws IOException {
        zip = PlainZip.write(folder.resolve("function.zip"));
        ledger = new ProcessLedger(folder.resolve("processes"), folder.toString());
        host = host(settings());
    }

    @AfterEach
    void stop() {
        host.close();
        ledger.close();
    }

    @Test
    void anEnvironmentIsUsedAgain() {
        deploy("plain", limits(1));

        String first = invoke("environment");

        assertThat(invoke("environment")).isEqualTo(first);
        assertThat(host.environments("plain")).hasSize(1);
    }

    @Test
    void aHandlersExceptionIsAFunctionErrorInAwsShape() {
        deploy("plain", limits(1));

        InvocationAnswer answer = host.invoke("plain", json("fail broken"));

        assertThat(answer.outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(answer.text())
                .contains("\"errorMessage\":\"broken\"")
                .contains("\"errorType\":\"java.lang.IllegalStateException\"");
    }

    @Test
    void anEnvironmentSeesItsOwnVariablesAndNotTheHosts() {
        deploy("plain", limits(1));

        assertThat(invoke("variable COLOUR")).isEqualTo("blue");
        assertThat(invoke("variable AWS_LAMBDA_FUNCTION_MEMORY_SIZE")).isEqualTo("256");
        assertThat(invoke("variable USER")).isEqualTo("null");
        assertThat(invoke("property java.io.tmpdir")).isEqualTo(invoke("variable TMPDIR"));
    }

    @Test
    void aFunctionPastItsTimeoutIsKilledAndTheNextCallGetsANewEnvironment() {
        deploy("plain", new FunctionLimits(256, Duration.ofSeconds(1), 1, 0));
        String first = invoke("environment");

        InvocationAnswer answer = host.invoke("plain", json("hang"));

        assertThat(answer.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(answer.text()).contains("Task timed out after 1.00 seconds");
        assertThat(invoke("environment")).isNotEqualTo(first);
    }

    @Test
    void anEnvironmentThatExitsAnswersRuntimeExitError() {
        deploy("plain", limits(1));

        InvocationAnswer answer = host.invoke("plain", json("exit 3"));

        assertThat(answer.text()).contains("Runtime.ExitError").contains("exit status 3");
        assertThat(invoke("name")).isEqualTo("plain");
    }

    @Test
    void anEnvironmentKilledFromOutsideAnswersRuntimeExitError() {
        deploy("plain", limits(1));
        host.failAt("plain", 1, new Fault.KilledEnvironment());

        InvocationAnswer answer = host.invoke("plain", json("hang"));

        assertThat(answer.text()).contains("Runtime.ExitError").contains("signal: killed");
    }

    @Test
    void aPlantedErrorComesAtItsCallOnly() {
        deploy("plain", limits(1));
        host.failAt("plain", 2, new Fault.FunctionError("Planted", "at two"));

        assertThat(host.invoke("plain", json("name")).isError()).isFalse();
        assertThat(host.invoke("plain", json("name")).text()).contains("Planted");
        assertThat(host.invoke("plain", json("name")).isError()).isFalse();
    }

    @Test
    void environmentsStayWithinTheConcurrencyAndTheQueueIsBounded() throws IOException {
        deploy("plain", new FunctionLimits(256, Duration.ofSeconds(30), 2, 1));
        Path gate = folder.resolve("gate");
        List<CompletableFuture<InvocationAnswer>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                running.add(
                        CompletableFuture.supplyAsync(
                                () -> host.invoke("plain", json("await " + gate)), threads));
            }
            eventually(
                    () -> running.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
            Files.createFile(gate);
        }

        assertThat(running)
                .filteredOn(CompletableFuture::isCompletedExceptionally)
                .singleElement()
                .satisfies(call ->
                        assertThat(call.exceptionNow())
                                .isInstanceOf(InvokeException.class)
                                .hasMessageContaining("queue is full"));
        assertThat(host.environments("plain")).hasSize(2);
    }

    @Test
    void anAsynchronousFailureIsRetriedTwiceThenBecomesADeadLetter() throws IOException {
        deploy("plain", limits(1));
        Path marks = folder.resolve("marks");

        String id = host.invokeLater("plain:live", json("mark " + marks));

        Path letter = host.deadLetterFolder().resolve("plain").resolve(id + ".json");
        eventually(() -> Files.exists(letter));
        assertThat(Files.readAllLines(marks)).hasSize(3);
        assertThat(Files.readString(letter)).contains("\"attempts\" : 3").contains("marked");
    }

    @Test
    void payloadsAboveTheLimitsAreRefused() {
        deploy("plain", limits(1));

        assertRefused(
                () -> host.invoke("plain", new byte[LambdaHost.SYNC_BYTES_MAX + 1]),
                InvokeException.Reason.TOO_LARGE);
        assertRefused(
                () -> host.invokeLater("plain", new byte[LambdaHost.ASYNC_BYTES_MAX + 1]),
                InvokeException.Reason.TOO_LARGE);
        assertThat(host.invoke("plain", json("big 7000000")).text())
                .contains("Function.ResponseSizeTooLarge");
        assertThat(host.invoke("plain", json("big 6000000")).payload()).hasSize(6_000_002);
    }

    @Test
    void anUnknownFunctionIsNotFound() {
        assertRefused(() -> host.invoke("absent", json("name")), InvokeException.Reason.NOT_FOUND);
    }

    @Test
    void aHandlerThatDoesNotExistIsAFunctionError() {
        host.deploy(
                new FunctionSpec(
                        "plain", zip, "no.such.Handler::handle", limits(1), Map.of(), List.of()));

        assertThat(host.invoke("plain", json("name")).text()).contains("no.such.Handler");
    }

    @Test
    void idleEnvironmentsEnd() {
        host.close();
        host = host(settings().withIdleMax(Duration.ofMillis(100)));
        deploy("plain", limits(1));
        invoke("name");

        eventually(() -> host.environments("plain").isEmpty());
    }

    @Test
    void warmEnvironmentsAreReadyBeforeTheFirstCall() throws IOException {
        deploy("plain", limits(2));

        host.warm("plain", 2);

        assertThat(host.environments("plain")).hasSize(2);
        invoke("name");
        assertThat(Files.readString(host.logFolder().resolve("plain.log")))
                .contains("START RequestId: ")
                .contains("REPORT RequestId: ")
                .contains("Memory Size: 256 MB")
                .doesNotContain("Init Duration: ");
    }

    @Test
    void aCallThatStartsAnEnvironmentReportsHowLongThatTook() throws IOException {
        deploy("plain", limits(1));

        invoke("name");
        invoke("name");

        assertThat(Files.readString(host.logFolder().resolve("plain.log")))
                .containsOnlyOnce("Init Duration: ");
    }

    @Test
    void anEnvironmentThatUsesMoreThanItsMemoryIsKilled() throws IOException {
        deploy("plain", limits(1));
        String first = invoke("environment");

        InvocationAnswer answer = host.invoke("plain", json("hold 260"));

        assertThat(answer.outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(answer.text()).contains("Runtime.ExitError").contains("signal: killed");
        assertThat(Files.readString(host.logFolder().resolve("plain.log")))
                .containsPattern("KILLED process \\d+: it uses \\d+ MB, the function has 256 MB");
        assertThat(invoke("environment")).isNotEqualTo(first);
    }

    private HostSettings settings() {
        return HostSettings.of(folder.resolve("state"), "eu-central-1")
                .withRetryDelays(List.of(Duration.ofMillis(10), Duration.ofMillis(10)));
    }

    private LambdaHost host(HostSettings settings) {
        try {
            Files.createDirectories(settings.folder());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new LambdaHost(settings, ledger);
    }

    private static FunctionLimits limits(int concurrency) {
        return new FunctionLimits(256, Duration.ofSeconds(30), concurrency, 10);
    }

    private void deploy(String name, FunctionLimits limits) {
        host.deploy(
                new FunctionSpec(
                        name, zip, PlainZip.HANDLER, limits, Map.of("COLOUR", "blue"), List.of()));
    }

    private String invoke(String event) {
        return host.invoke("plain", json(event)).text().replace("\"", "");
    }

    private static byte[] json(String event) {
        return ("\"" + event + "\"").getBytes(StandardCharsets.UTF_8);
    }

    private static void assertRefused(Runnable call, InvokeException.Reason reason) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        InvokeException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    /// Asks until it holds; the test's timeout ends what never does.
    private static void eventually(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.interrupted()).as("out of time").isFalse();
            Thread.onSpinWait();
        }
    }
}

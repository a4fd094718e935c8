package dev.trawl.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.fleet.FunctionLimits;
import dev.trawl.local.fixture.PlainZip;
import dev.trawl.local.front.Authorizer;
import dev.trawl.local.front.Front;
import dev.trawl.local.front.FrontSettings;
import dev.trawl.local.lambda.InvocationAnswer.Outcome;
import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A function's process killed by `kill -9` in the middle: a coded answer, and the next call works.
@Timeout(60)
final class KilledEnvironmentIT {

    @TempDir Path folder;

    private ProcessLedger ledger;
    private LambdaHost host;
    private Path zip;
    private Path begun;

    @BeforeEach
    void start() throws IOException {
        begun = folder.resolve("begun");
        zip = PlainZip.write(folder.resolve("function.zip"));
        ledger = new ProcessLedger(folder.resolve("processes"), folder.toString());
        host =
                new LambdaHost(
                        HostSettings.of(folder.resolve("state"), "eu-central-1")
                                .withRetryDelays(List.of(Duration.ofMillis(10))),
                        ledger);
    }

    @AfterEach
    void stop() {
        host.close();
        ledger.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "policy", "source-files"})
    void aKilledFunctionIsAFunctionErrorAndTheNextCallWorks(String function) {
        deploy(function);
        CompletableFuture<InvocationAnswer> call =
                CompletableFuture.supplyAsync(() -> host.invoke(function, json("begin " + begun)));
        long killed = killOnceBegun(function);

        InvocationAnswer answer = call.join();

        assertThat(answer.outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(answer.text()).contains("Runtime.ExitError").contains("signal: killed");
        assertThat(host.invoke(function, json("name")).text()).contains(function);
        assertThat(host.environments(function))
                .singleElement()
                .satisfies(live -> assertThat(live.pid()).isNotEqualTo(killed));
    }

    @Test
    void theFrontAnswersForAKilledFunctionAndForTheNext() throws Exception {
        deploy("query");
        FrontSettings settings = FrontSettings.of(0, List.of(), folder.resolve("access.log"));
        Authorizer anybody = request -> new Authorizer.Decision.Allowed(Map.of());
        try (Front front = new Front(settings, host, name -> name, anybody);
                HttpClient client = HttpClient.newHttpClient()) {
            URI health = URI.create(front.endpoint() + "/v1/health");
            CompletableFuture<HttpResponse<String>> call =
                    client.sendAsync(
                            HttpRequest.newBuilder(health)
                                    .header("x-begin", begun.toString())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            killOnceBegun("query");

            assertThat(call.join().statusCode()).isEqualTo(500);
            assertThat(call.join().body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
            assertThat(
                            client.send(
                                            HttpRequest.newBuilder(health).build(),
                                            HttpResponse.BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anEventWhoseFunctionIsKilledIsTriedAgain() throws IOException {
        deploy("export");
        host.invokeLater("export", json("begin " + begun));

        killOnceBegun("export");

        eventually(() -> lines(begun).equals(List.of("again")));
        assertThat(host.deadLetterFolder()).doesNotExist();
    }

    @Test
    void anIdleEnvironmentThatIsKilledIsReplaced() {
        deploy("policy");
        host.warm("policy", 1);

        kill("policy");

        assertThat(host.invoke("policy", json("name")).isError()).isFalse();
    }

    /// The end of its process is not waited for: the event may come while it is on its way.
    @Test
    void anEventThatComesWhileAnIdleEnvironmentEndsGoesToAnother() {
        deploy("policy");
        for (int i = 0; i < 3; i++) {
            host.warm("policy", 1);
            long pid = host.environments("policy").getFirst().pid();
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();

            InvocationAnswer answer = host.invoke("policy", json("name"));

            assertThat(answer.isError()).as(answer.text()).isFalse();
        }
    }

    private void deploy(String name) {
        host.deploy(
                new FunctionSpec(
                        name,
                        zip,
                        PlainZip.HANDLER,
                        new FunctionLimits(256, Duration.ofSeconds(50), 1, 10),
                        Map.of(),
                        List.of()));
    }

    private long killOnceBegun(String function) {
        eventually(() -> Files.exists(begun));
        return kill(function);
    }

    /// By the operating system, past the host.
    private long kill(String function) {
        long pid = host.environments(function).getFirst().pid();
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
        return pid;
    }

    private static byte[] json(String event) {
        return ("\"" + event + "\"").getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Asks until it holds; the test's timeout ends what never does.
    private static void eventually(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.interrupted()).as("out of time").isFalse();
            Thread.onSpinWait();
        }
    }
}

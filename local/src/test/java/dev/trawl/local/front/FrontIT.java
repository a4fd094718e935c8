package dev.trawl.local.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.fleet.FunctionLimits;
import dev.trawl.local.fixture.PlainZip;
import dev.trawl.local.lambda.FunctionSpec;
import dev.trawl.local.lambda.HostSettings;
import dev.trawl.local.lambda.LambdaHost;
import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the front answers when a function does not.
@Timeout(60)
final class FrontIT {

    @TempDir Path folder;

    private ProcessLedger ledger;
    private LambdaHost host;

    @BeforeEach
    void start() throws IOException {
        ledger = new ProcessLedger(folder.resolve("processes"), folder.toString());
        host = new LambdaHost(HostSettings.of(folder.resolve("state"), "eu-central-1"), ledger);
        host.deploy(
                new FunctionSpec(
                        "query",
                        PlainZip.write(folder.resolve("function.zip")),
                        PlainZip.HANDLER,
                        new FunctionLimits(256, Duration.ofSeconds(30), 1, 0),
                        Map.of(),
                        List.of()));
    }

    @AfterEach
    void stop() {
        host.close();
        ledger.close();
    }

    @Test
    void anIntegrationPastItsTimeoutIsUnavailable() throws Exception {
        FrontSettings settings =
                new FrontSettings(
                        0,
                        List.of(),
                        folder.resolve("access.log"),
                        1000,
                        10_240,
                        Duration.ofMillis(1));
        try (Front front = front(settings, Authorizer.bearerPresent())) {
            HttpResponse<String> answer = get(front, "/v1/health");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
        }
    }

    @Test
    void aFunctionThatIsNotThereIsUnavailableAndAFailedOneIsAnError() throws Exception {
        FrontSettings settings = FrontSettings.of(0, List.of(), folder.resolve("access.log"));
        try (Front front = front(settings, request -> new Authorizer.Decision.Allowed(Map.of()))) {
            assertThat(get(front, "/v1/search").statusCode()).isEqualTo(503);
            host.failAt("query", 1, new dev.trawl.local.lambda.Fault.FunctionError("Planted", "x"));
            HttpResponse<String> answer = get(front, "/v1/health");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
        }
        assertThat(Files.readAllLines(folder.resolve("access.log")))
                .hasSize(2)
                .last()
                .asString()
                .contains("\"path\":\"/v1/health\"")
                .contains("\"status\":500");
    }

    @Test
    void anAuthorizerThatFailsLetsNothingThrough() throws Exception {
        FrontSettings settings = FrontSettings.of(0, List.of(), folder.resolve("access.log"));
        Authorizer broken =
                request -> {
                    throw new IllegalStateException("no keys");
                };
        try (Front front = front(settings, broken)) {
            assertThat(get(front, "/v1/search").statusCode()).isEqualTo(500);
            assertThat(host.invocations()).isEmpty();
        }
    }

    private Front front(FrontSettings settings, Authorizer authorizer) {
        return new Front(settings, host, name -> name, authorizer);
    }

    private static HttpResponse<String> get(Front front, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(front.endpoint() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}

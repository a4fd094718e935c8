package dev.trawl.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.fleet.FunctionLimits;
import dev.trawl.fleet.FunctionRights;
import dev.trawl.local.fixture.PlainZip;
import dev.trawl.local.http.LoopbackServer;
import dev.trawl.local.lambda.FunctionSpec;
import dev.trawl.local.lambda.HostSettings;
import dev.trawl.local.lambda.LambdaHost;
import dev.trawl.local.process.ProcessLedger;
import dev.trawl.local.scheduler.Schedules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/// Doors of one function: who may come in by which, and what the function sees of it.
@Timeout(60)
final class AliasIT {

    private static final String ARN = "arn:aws:lambda:eu-central-1:000000000000:function:policy";

    @TempDir Path folder;

    private final AwsKey people = AwsKey.generate("query");
    private final AwsKey machines = AwsKey.generate("export");
    private ProcessLedger ledger;
    private LambdaHost host;
    private LoopbackServer edge;

    @BeforeEach
    void start() throws IOException {
        ledger = new ProcessLedger(folder.resolve("processes"), folder.toString());
        host = new LambdaHost(HostSettings.of(folder.resolve("state"), "eu-central-1"), ledger);
        host.deploy(
                new FunctionSpec(
                        "policy",
                        PlainZip.write(folder.resolve("function.zip")),
                        PlainZip.HANDLER,
                        new FunctionLimits(256, Duration.ofSeconds(30), 1, 10),
                        Map.of(),
                        List.of()));
        Callers callers = new Callers(Clock.systemUTC());
        callers.add(people, rights("query", Set.of("policy")));
        callers.add(machines, rights("export", Set.of("policy", "policy:machine")));
        edge =
                LoopbackServer.start(
                        0,
                        new AwsEdge(
                                callers,
                                new SecretsFile(folder.resolve("secrets.json")),
                                new SigningKeys(folder.resolve("keys")),
                                host,
                                new Schedules(
                                        folder.resolve("schedules.json"),
                                        "eu-central-1",
                                        "test",
                                        Clock.systemUTC())));
    }

    @AfterEach
    void stop() {
        edge.close();
        host.close();
        ledger.close();
    }

    @Test
    void theFunctionSeesByWhichAliasItWasInvoked() {
        assertThat(arn(machines, call -> call.functionName("policy"))).isEqualTo(ARN);
        assertThat(arn(machines, call -> call.functionName("policy:machine")))
                .isEqualTo(ARN + ":machine");
        assertThat(arn(machines, call -> call.functionName("policy").qualifier("machine")))
                .isEqualTo(ARN + ":machine");
        assertThat(arn(people, call -> call.functionName(ARN + ":live"))).isEqualTo(ARN + ":live");
    }

    @Test
    void whoMayInvokeTheFunctionMayNotComeInByItsOtherAliases() {
        assertDenied(call -> call.functionName("policy:machine"));
        assertDenied(call -> call.functionName("policy").qualifier("machine"));
        assertDenied(call -> call.functionName(ARN + ":machine"));
        assertDenied(call -> call.functionName("policy:$LATEST"));
    }

    private void assertDenied(Consumer<InvokeRequest.Builder> call) {
        assertThatThrownBy(() -> arn(people, call))
                .isInstanceOfSatisfying(
                        LambdaException.class, e -> assertThat(e.statusCode()).isEqualTo(403))
                .hasMessageContaining("not authorized to perform lambda:InvokeFunction on policy:");
    }

    private String arn(AwsKey key, Consumer<InvokeRequest.Builder> call) {
        try (LambdaClient lambda =
                LambdaClient.builder()
                        .region(Region.EU_CENTRAL_1)
                        .endpointOverride(URI.create(edge.endpoint()))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(key.id(), key.secret())))
                        .build()) {
            SdkBytes event = SdkBytes.fromUtf8String("\"arn\"");
            return lambda.invoke(call.andThen(c -> c.payload(event)))
                    .payload()
                    .asUtf8String()
                    .replace("\"", "");
        }
    }

    private static FunctionRights rights(String function, Set<String> functions) {
        return new FunctionRights(function, functions, Set.of(), Set.of(), Set.of());
    }
}

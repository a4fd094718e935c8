package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.fleet.FunctionLimits;
import dev.trawl.local.FleetOptions;
import dev.trawl.local.FunctionCode;
import dev.trawl.local.aws.KnownSecrets;
import dev.trawl.local.aws.SecretsFile;
import dev.trawl.local.aws.SigningKeys;
import dev.trawl.local.lambda.FunctionSpec;
import dev.trawl.local.lambda.HostSettings;
import dev.trawl.local.lambda.Initialization;
import dev.trawl.local.lambda.LambdaHost;
import dev.trawl.local.process.ProcessLedger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The built zips as SnapStart starts them, with the variables and secrets of the fleet: each takes
/// its head start, and at the checkpoint it holds no connection, no secret of the fleet, no private
/// key and no token.
@ExtendWith(FleetExtension.class)
@Timeout(120)
class RehearsalIT {
    private static final String REGION = "eu-central-1";

    private final FleetUnderTest fleet;

    @TempDir Path folder;

    RehearsalIT(FleetUnderTest fleet) {
        this.fleet = fleet;
    }

    @ParameterizedTest
    @CsvSource({
        "query,query",
        "policy,policy",
        "scan-metadata,scan-metadata",
        "export,export",
        "source-shop,source-jdbc",
        "source-lake,source-objects"
    })
    void nothingForbiddenIsInTheSnapshotOf(String function, String module) {
        Path state = fleet.fleet().state();
        SecretsFile secrets = new SecretsFile(state.resolve("secrets.json"));
        Map<String, String> known =
                KnownSecrets.of(secrets, new SigningKeys(state.resolve("keys")).find("grants"));
        assertThat(known).containsKeys("the key 'grants'", "the secret 'fleettests/source/shaky'");

        try (ProcessLedger ledger =
                        new ProcessLedger(folder.resolve("processes"), folder.toString());
                LambdaHost host =
                        new LambdaHost(
                                HostSettings.of(folder, REGION).withSecrets(() -> known), ledger)) {
            host.deploy(spec(function, FleetOptions.built().code().of(module)));
            host.warm(function, 1);

            assertThat(host.environments(function)).hasSize(1);
        }
    }

    private FunctionSpec spec(String function, FunctionCode.Code code) {
        return new FunctionSpec(
                function,
                code.zip(),
                code.handler(),
                new FunctionLimits(1024, Duration.ofSeconds(30), 1, 1),
                variables(function),
                List.of(),
                Initialization.SNAP_START);
    }

    /// What the function of the running fleet was given.
    private Map<String, String> variables(String function) {
        fleet.fleet().invoke(function, "{\"health\":{}}".getBytes(StandardCharsets.UTF_8));
        try (Insider insider = Insider.of(fleet, function)) {
            return insider.variables().entrySet().stream()
                    .filter(each ->
                            each.getKey().startsWith("TRAWL_")
                                    || each.getKey().startsWith("AWS_ENDPOINT_")
                                    || each.getKey().matches("AWS_.*ACCESS_KEY.*"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }
}

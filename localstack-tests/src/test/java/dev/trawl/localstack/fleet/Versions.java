package dev.trawl.localstack.fleet;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;

/// The versions of the deployed functions and which of them is live, as a deployment changes them.
public final class Versions {
    private final LambdaClient lambda;
    private final FleetConfig config;

    Versions(LambdaClient lambda, FleetConfig config) {
        this.lambda = lambda;
        this.config = config;
    }

    /// The version behind the alias.
    public String live(String function) {
        return lambda.getAlias(
                        b -> b.functionName(config.deployedName(function)).name(FleetPlan.LIVE))
                .functionVersion();
    }

    /// The live version.
    public GetFunctionConfigurationResponse configuration(String function) {
        // LocalStack knows versions here, and no aliases.
        return lambda.getFunctionConfiguration(
                b -> b.functionName(config.deployedName(function)).qualifier(live(function)));
    }

    /// The variables of the live version.
    public Map<String, String> variables(String function) {
        return configuration(function).environment().variables();
    }

    /// A new version of the live one with some variables changed; nobody calls it yet.
    public String publish(String function, Map<String, String> changes) {
        String name = config.deployedName(function);
        Map<String, String> variables = new HashMap<>(variables(function));
        variables.putAll(changes);
        lambda.updateFunctionConfiguration(
                b -> b.functionName(name).environment(e -> e.variables(variables)));
        lambda.waiter().waitUntilFunctionUpdatedV2(b -> b.functionName(name));
        String version = lambda.publishVersion(b -> b.functionName(name)).version();
        lambda.waiter().waitUntilFunctionActiveV2(b -> b.functionName(name).qualifier(version));
        return version;
    }

    /// Makes a version live, for all calls at once: LocalStack fails at weights.
    public void shift(String function, String version) {
        lambda.updateAlias(b ->
                b.functionName(config.deployedName(function))
                        .name(FleetPlan.LIVE)
                        .functionVersion(version));
    }
}

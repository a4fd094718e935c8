package dev.trawl.local.lambda;

import dev.trawl.fleet.FunctionLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A function to deploy: its zip, handler, limits and environment variables.
///
/// `jvmFlags` come after those of the managed runtime, which they may override.
public record FunctionSpec(
        String name,
        Path zip,
        String handler,
        FunctionLimits limits,
        Map<String, String> environment,
        List<String> jvmFlags,
        Initialization initialization) {

    /// The handler of every Quarkus function.
    public static final String QUARKUS_HANDLER =
            "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";

    public FunctionSpec {
        if (!name.matches("[a-zA-Z0-9_-]{1,64}")) {
            throw new IllegalArgumentException(
                    "A function's name has 1 to 64 letters, digits, - or _, not '" + name + "'.");
        }
        environment = Map.copyOf(environment);
        jvmFlags = List.copyOf(jvmFlags);
    }

    /// A function whose environments start on demand.
    public FunctionSpec(
            String name,
            Path zip,
            String handler,
            FunctionLimits limits,
            Map<String, String> environment,
            List<String> jvmFlags) {
        this(name, zip, handler, limits, environment, jvmFlags, Initialization.ON_DEMAND);
    }

    /// This function with environments that start another way.
    public FunctionSpec withInitialization(Initialization other) {
        return new FunctionSpec(name, zip, handler, limits, environment, jvmFlags, other);
    }

    /// Without the environment variables, which may be secret.
    @Override
    public String toString() {
        return "FunctionSpec[" + name + ", " + zip + ", " + limits + "]";
    }
}

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
        List<String> jvmFlags) {

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

    /// Without the environment variables, which may be secret.
    @Override
    public String toString() {
        return "FunctionSpec[" + name + ", " + zip + ", " + limits + "]";
    }
}

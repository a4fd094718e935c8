package dev.trawl.local;

import dev.trawl.local.lambda.FunctionSpec;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the functions' code is.
@FunctionalInterface
public interface FunctionCode {

    /// A zip and its handler.
    record Code(Path zip, String handler) {}

    /// The code of a folder under `functions/`.
    ///
    /// @throws FleetException if it is not there
    Code of(String module);

    /// What the build has made below `root`.
    static FunctionCode built(Path root) {
        return module -> {
            Path zip = root.resolve("functions").resolve(module).resolve("target/function.zip");
            if (!Files.exists(zip)) {
                throw new FleetException(zip + " is missing: run ./trawl build.");
            }
            return new Code(zip, FunctionSpec.QUARKUS_HANDLER);
        };
    }
}

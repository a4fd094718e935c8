package dev.trawl.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder with the build: where `functions/` and `local/` are.
public final class TrawlHome {

    private static final String SIGN = "local/dynamodb/pom.xml";

    private TrawlHome() {}

    /// The folder that the system property `trawl.home` or the variable `TRAWL_HOME` names, else
    /// the nearest one above the working folder that holds the build.
    ///
    /// @throws FleetException if there is none
    public static Path find() {
        return Stream.of(
                        Optional.ofNullable(System.getProperty("trawl.home")),
                        Optional.ofNullable(System.getenv("TRAWL_HOME")))
                .flatMap(Optional::stream)
                .map(Path::of)
                .findFirst()
                .or(TrawlHome::above)
                .map(home -> home.toAbsolutePath().normalize())
                .orElseThrow(() ->
                        new FleetException(
                                "Cannot find Trawl's build: start with ./trawl, or set"
                                        + " TRAWL_HOME to the folder it is in."));
    }

    private static Optional<Path> above() {
        return Stream.iterate(
                        Optional.of(Path.of("").toAbsolutePath()),
                        Optional::isPresent,
                        path -> path.map(Path::getParent))
                .flatMap(Optional::stream)
                .filter(path -> Files.exists(path.resolve(SIGN)))
                .findFirst();
    }
}

package dev.trawl.cli;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.FleetFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that say which local fleet is meant: its file, and its state folder beside it.
final class FleetLocation {

    private static final String FILE = "trawl.yaml";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The fleet's file (default: the nearest trawl.yaml, or TRAWL_CONFIG).")
    private @Nullable Path config;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Its state folder (default: .trawl beside the file, or TRAWL_STATE).")
    private @Nullable Path state;

    /// The fleet's file, absolute.
    Path configFile() {
        return findConfigFile()
                .orElseThrow(() ->
                        new CommandException(
                                "There is no " + FILE + " here or above; name one with --config."));
    }

    FleetConfig config() {
        return FleetConfig.read(configFile());
    }

    /// The state folder, absolute.
    Path stateFolder() {
        return findStateFolder()
                .orElseThrow(() ->
                        new CommandException(
                                "There is no "
                                        + FILE
                                        + " here or above; name one with --config, or the"
                                        + " state folder with --state."));
    }

    /// Whether a state folder is known, whatever is in it.
    boolean isNamed() {
        return findStateFolder().isPresent();
    }

    /// What the state folder says of a running fleet.
    Optional<FleetFile> findFleet() {
        return findStateFolder()
                .flatMap(FleetFile::find)
                .filter(file -> file.running().isPresent());
    }

    private Optional<Path> findStateFolder() {
        return given(state, "TRAWL_STATE")
                .or(() ->
                        findConfigFile()
                                .map(file ->
                                        Objects.requireNonNull(file.getParent())
                                                .resolve(".trawl")));
    }

    private Optional<Path> findConfigFile() {
        return given(config, "TRAWL_CONFIG").or(FleetLocation::nearest);
    }

    private static Optional<Path> given(@Nullable Path option, String variable) {
        return Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(System.getenv(variable)).map(Path::of))
                .map(path -> path.toAbsolutePath().normalize());
    }

    private static Optional<Path> nearest() {
        return Stream.iterate(
                        Optional.of(Path.of("").toAbsolutePath()),
                        Optional::isPresent,
                        folder -> folder.map(Path::getParent))
                .flatMap(Optional::stream)
                .map(folder -> folder.resolve(FILE))
                .filter(Files::exists)
                .findFirst();
    }
}

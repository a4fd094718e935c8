package dev.trawl.cli;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.DevelopmentTokens;
import dev.trawl.local.FleetFile;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options that say which fleet to talk to, and as whom.
final class Connection {

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    @Mixin private FleetLocation location = new FleetLocation();

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "The fleet's address (default: TRAWL_ENDPOINT, or the local fleet).")
    private @Nullable String endpoint;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "A token (default: TRAWL_TOKEN).")
    private @Nullable String token;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "A principal of the local fleet's file (default: TRAWL_AS).")
    private @Nullable String principal;

    /// The API as the caller whom the options name.
    Api open() {
        return new Api(findEndpoint(), findToken());
    }

    /// The address.
    String findEndpoint() {
        return given(endpoint, "TRAWL_ENDPOINT")
                .or(() -> location.findFleet().map(FleetFile::endpoint))
                .orElseThrow(() ->
                        new CommandException(
                                "No fleet runs here: ./trawl up, or give --endpoint."));
    }

    private @Nullable String findToken() {
        Optional<String> given =
                principal == null ? given(token, "TRAWL_TOKEN") : Optional.ofNullable(token);
        return given.or(() -> given(principal, "TRAWL_AS").map(this::mint)).orElse(null);
    }

    private String mint(String name) {
        FleetConfig config = location.config();
        return DevelopmentTokens.of(config, location.stateFolder()).mint(name, TOKEN_LIFE);
    }

    private static Optional<String> given(@Nullable String option, String variable) {
        return Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }
}

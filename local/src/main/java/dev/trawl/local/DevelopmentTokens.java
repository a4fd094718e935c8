package dev.trawl.local;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.IssuerConfig;
import dev.trawl.fleet.PrincipalConfig;
import dev.trawl.local.issuer.IssuerKey;
import dev.trawl.local.issuer.TokenRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Collectors;

/// Mints tokens of a fleet's development issuer with the key in its state folder.
public final class DevelopmentTokens {

    private final FleetConfig config;
    private final IssuerConfig issuer;
    private final IssuerKey key;

    private DevelopmentTokens(FleetConfig config, IssuerConfig issuer, IssuerKey key) {
        this.config = config;
        this.issuer = issuer;
        this.key = key;
    }

    /// The mint of a fleet.
    ///
    /// @throws FleetException if no issuer is for development
    public static DevelopmentTokens of(FleetConfig config, Path state) {
        IssuerConfig issuer =
                config.developmentIssuer()
                        .orElseThrow(() ->
                                new FleetException(
                                        "No issuer of this fleet has development: true;"
                                                + " give a token of your own."));
        return new DevelopmentTokens(config, issuer, key(config, state));
    }

    /// A token of a principal that the fleet's file declares.
    ///
    /// @throws FleetException if it declares no such principal
    public String mint(String principal, Duration life) {
        return mint(request(principal, life));
    }

    /// A token as asked for.
    public String mint(TokenRequest request) {
        return key.mint(issuer.issuer(), request, Clock.systemUTC());
    }

    /// What a token of a declared principal says.
    public TokenRequest request(String principal, Duration life) {
        PrincipalConfig found =
                config.principals().stream()
                        .filter(each -> each.name().equals(principal))
                        .findFirst()
                        .orElseThrow(() ->
                                new FleetException(
                                        "There is no principal '"
                                                + principal
                                                + "'; the fleet's file declares "
                                                + names()
                                                + "."));
        return new TokenRequest(
                found.subject(),
                issuer.audiences(),
                found.groups(),
                found.email(),
                found.purposes(),
                found.claims(),
                life);
    }

    static IssuerKey key(FleetConfig config, Path state) {
        String algorithm =
                config.developmentIssuer()
                        .map(issuer -> issuer.algorithms().getFirst())
                        .orElse("ES256");
        try {
            return IssuerKey.findOrCreate(
                    StateFolder.create(state).resolve("keys/issuer.jwk"),
                    IssuerKey.Algorithm.valueOf(algorithm));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the state folder " + state + ".", e);
        }
    }

    private String names() {
        return config.principals().isEmpty()
                ? "none"
                : config.principals().stream()
                        .map(PrincipalConfig::name)
                        .collect(Collectors.joining(", "));
    }
}

package dev.trawl.fleet;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An issuer whose tokens the fleet accepts. One with `isDevelopment` is run by the local fleet and
/// deployed nowhere; the others name where their keys are.
public record IssuerConfig(
        String issuer,
        @Nullable String jwksUri,
        List<String> audiences,
        List<String> algorithms,
        boolean isDevelopment) {

    private static final Set<String> ALGORITHMS = Set.of("ES256", "RS256");

    public IssuerConfig {
        audiences = List.copyOf(audiences);
        algorithms = List.copyOf(algorithms);
        if (audiences.isEmpty()) {
            throw new ConfigException("issuers: " + issuer + " needs audiences.");
        }
        if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
            throw new ConfigException(
                    "issuers: algorithms of " + issuer + " must be ES256 or RS256.");
        }
        if (!isDevelopment && jwksUri == null) {
            throw new ConfigException(
                    "issuers: " + issuer + " needs jwksUri, or development: true.");
        }
        if (isDevelopment && jwksUri != null) {
            throw new ConfigException(
                    "issuers: " + issuer + " is for development: its jwksUri is the fleet's own.");
        }
    }
}

package dev.trawl.auth;

import java.net.URI;
import java.util.Set;

/// A token issuer that the fleet trusts.
///
/// @param issuer exact value of `iss`
/// @param jwksUri where its public keys are; HTTPS, or HTTP on loopback
/// @param audiences a token names at least one of them
/// @param algorithms of signatures; asymmetric ones only
/// @param groupsClaim name of the claim that lists groups
/// @param purposesClaim name of the claim that lists purposes the bearer may claim
public record Issuer(
        String issuer,
        URI jwksUri,
        Set<String> audiences,
        Set<String> algorithms,
        String groupsClaim,
        String purposesClaim) {
    private static final Set<String> SAFE_ALGORITHMS =
            Set.of("ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    public Issuer {
        audiences = Set.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
        if (issuer.isBlank() || issuer.indexOf('|') >= 0) {
            throw new IllegalArgumentException(
                    "an issuer is a text without '|', not '%s'".formatted(issuer));
        }
        if (audiences.isEmpty()) {
            throw new IllegalArgumentException(
                    "issuer '%s' needs at least one audience".formatted(issuer));
        }
        if (algorithms.isEmpty() || !SAFE_ALGORITHMS.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "issuer '%s' may use algorithms of %s, not %s"
                            .formatted(
                                    issuer,
                                    SAFE_ALGORITHMS.stream().sorted().toList(),
                                    algorithms.stream().sorted().toList()));
        }
        if (!isSafe(jwksUri)) {
            throw new IllegalArgumentException(
                    "keys of issuer '%s' come over https, or http on loopback, not from '%s'"
                            .formatted(issuer, jwksUri));
        }
    }

    private static boolean isSafe(URI uri) {
        return switch (String.valueOf(uri.getScheme())) {
            case "https" -> uri.getHost() != null;
            case "http" -> uri.getHost() != null && LOOPBACK.contains(uri.getHost());
            default -> false;
        };
    }
}

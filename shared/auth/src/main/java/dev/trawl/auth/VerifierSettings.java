package dev.trawl.auth;

import java.time.Duration;

/// Limits of token verification.
///
/// @param clockSkew by which clocks may differ
/// @param tokenCharactersMax longer tokens are refused unread
/// @param keysFresh for so long fetched keys are used without asking again
/// @param keysOutage for so long keys are still used when their issuer cannot be reached
/// @param refetchInterval at most one fetch per issuer in this time because of an unknown key or
///   after a failure
/// @param connectTimeout of a fetch
/// @param readTimeout of a fetch
/// @param keysBytesMax size of a key set
public record VerifierSettings(
        Duration clockSkew,
        int tokenCharactersMax,
        Duration keysFresh,
        Duration keysOutage,
        Duration refetchInterval,
        Duration connectTimeout,
        Duration readTimeout,
        int keysBytesMax) {
    public static final VerifierSettings DEFAULT =
            new VerifierSettings(
                    Duration.ofSeconds(10),
                    16 * 1024,
                    Duration.ofMinutes(10),
                    Duration.ofHours(4),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    64 * 1024);

    public VerifierSettings {
        if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(2)) > 0) {
            throw new IllegalArgumentException(
                    "clocks may differ by 0 to 120 seconds, not " + clockSkew);
        }
        if (tokenCharactersMax < 1 || keysBytesMax < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}

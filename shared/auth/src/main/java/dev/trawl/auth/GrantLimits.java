package dev.trawl.auth;

import java.time.Duration;

/// Limits of grant and ticket verification.
///
/// @param clockSkew by which clocks may differ
/// @param grantLifeMax longer-lived grants are refused, whoever signed them
/// @param grantCharactersMax longer ones are refused unread
public record GrantLimits(Duration clockSkew, Duration grantLifeMax, int grantCharactersMax) {
    public static final GrantLimits DEFAULT =
            new GrantLimits(Duration.ofSeconds(10), Duration.ofMinutes(10), 2 * 1024 * 1024);

    public GrantLimits {
        if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(2)) > 0) {
            throw new IllegalArgumentException(
                    "clocks may differ by 0 to 120 seconds, not " + clockSkew);
        }
        if (grantCharactersMax < 1 || !grantLifeMax.isPositive()) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}

package dev.trawl.local.issuer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a development token says of its bearer. `claims` come on top and may replace the others,
/// but not `iss`, `iat`, `exp` or `jti`.
public record TokenRequest(
        String subject,
        List<String> audiences,
        List<String> groups,
        @Nullable String email,
        List<String> purposes,
        Map<String, Object> claims,
        Duration life) {

    public TokenRequest {
        audiences = List.copyOf(audiences);
        groups = List.copyOf(groups);
        purposes = List.copyOf(purposes);
        claims = Map.copyOf(claims);
        if (subject.isBlank()) {
            throw new IllegalArgumentException("A token needs a subject.");
        }
        if (life.isNegative() || life.isZero() || life.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("A token lives up to 24 hours, not " + life + ".");
        }
    }
}

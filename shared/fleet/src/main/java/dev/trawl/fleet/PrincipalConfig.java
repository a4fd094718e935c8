package dev.trawl.fleet;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A principal of the development issuer, for `--as name`. It exists on this machine only.
public record PrincipalConfig(
        String name,
        String subject,
        @Nullable String email,
        List<String> groups,
        List<String> purposes,
        Map<String, Object> claims) {

    public PrincipalConfig {
        groups = List.copyOf(groups);
        purposes = List.copyOf(purposes);
        claims = Map.copyOf(claims);
    }
}

package dev.trawl.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads principals that are described, not proved: for questions about others and for jobs.
public final class PrincipalParser {
    private static final Instant NEVER = Instant.ofEpochSecond(253_402_300_799L);
    private static final int LIST_MAX = 500;

    private PrincipalParser() {}

    /// Reads `{ issuer, subject, groups, claims, purposes }`.
    ///
    /// @throws TrawlException INVALID_REQUEST with all that is wrong
    public static Principal parse(JsonNode node) {
        List<Problem> problems = new ArrayList<>();
        Principal principal =
                Spec.of(node, "principal", problems)
                        .checked(PrincipalParser::parse)
                        .orElseGet(
                                () -> new Principal("-", "-", Set.of(), Map.of(), Set.of(), NEVER));
        if (!problems.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "the principal cannot be read: "
                            + String.join("; ", problems.stream().map(Problem::toString).toList()));
        }
        return principal;
    }

    static Principal parse(Spec spec) {
        spec.allow(Set.of("issuer", "subject", "groups", "claims", "purposes"));
        return principal(
                spec.field("issuer").text(400).orElse(""),
                spec.field("subject").text(400).orElse(""),
                spec);
    }

    /// The groups, claims and purposes of `spec` under this identity.
    static Principal principal(String issuer, String subject, Spec spec) {
        Map<String, Claim> claims = new HashMap<>();
        spec.field("claims")
                .entries()
                .forEach(
                        (name, value) -> value.claim(LIST_MAX).ifPresent(c -> claims.put(name, c)));
        return new Principal(
                issuer,
                subject,
                Set.copyOf(spec.field("groups").texts(LIST_MAX)),
                claims,
                Set.copyOf(spec.field("purposes").texts(LIST_MAX)),
                NEVER);
    }
}

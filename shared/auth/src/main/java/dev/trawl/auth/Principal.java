package dev.trawl.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who asks, as a verified token or a declaration says. An e-mail is no identity: it is at most an
/// attribute.
///
/// @param groups as the issuer names them; see {@link #allGroups} for the qualified names
/// @param claims attributes; registered claims, groups and purposes are not among them
/// @param purposes that the token lets it claim
/// @param tokenExpires when this is to be proved again
public record Principal(
        String issuer,
        String subject,
        Set<String> groups,
        Map<String, Claim> claims,
        Set<String> purposes,
        Instant tokenExpires) {
    /// Issuer of the principals that jobs run as, declared by resources of kind Principal.
    public static final String MACHINE_ISSUER = "trawl";

    private static final int PART_MAX = 512;

    public Principal {
        groups = Set.copyOf(groups);
        claims = Map.copyOf(claims);
        purposes = Set.copyOf(purposes);
        if (issuer.isEmpty() || issuer.length() > PART_MAX || issuer.indexOf('|') >= 0) {
            throw new IllegalArgumentException(
                    "an issuer has 1 to %d characters and no '|'".formatted(PART_MAX));
        }
        if (subject.isBlank() || subject.length() > PART_MAX) {
            throw new IllegalArgumentException(
                    "a subject has 1 to %d characters".formatted(PART_MAX));
        }
    }

    /// `issuer|subject`, the one identity. The issuer has no bar, the subject may.
    public String id() {
        return issuer + "|" + subject;
    }

    /// Groups by their own names and qualified, `issuer|group`.
    public Set<String> allGroups() {
        return groups.stream()
                .flatMap(group -> Stream.of(group, issuer + "|" + group))
                .collect(Collectors.toUnmodifiableSet());
    }
}

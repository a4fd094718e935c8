package dev.trawl.policy;

import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Principals that a rule is about: those of whom any part is true.
///
/// @param anyone every principal
/// @param groups by name, or qualified as `issuer|group`
/// @param users `issuer|subject`
/// @param claims name of a claim and the values, of which it has one
public record SubjectSelector(
        boolean anyone, Set<String> groups, Set<String> users, Map<String, Set<String>> claims) {
    public static final SubjectSelector ANYONE =
            new SubjectSelector(true, Set.of(), Set.of(), Map.of());

    public SubjectSelector {
        groups = Set.copyOf(groups);
        users = Set.copyOf(users);
        claims = Map.copyOf(claims);
    }

    public boolean matches(Principal principal) {
        return anyone
                || users.contains(principal.id())
                || principal.allGroups().stream().anyMatch(groups::contains)
                || claims.entrySet().stream()
                        .anyMatch(e ->
                                texts(principal.claims().get(e.getKey())).stream()
                                        .anyMatch(e.getValue()::contains));
    }

    boolean isNobody() {
        return !anyone
                && groups.isEmpty()
                && users.isEmpty()
                && claims.values().stream().allMatch(Set::isEmpty);
    }

    private static List<String> texts(@Nullable Claim claim) {
        return switch (claim) {
            case null -> List.of();
            case Claim.Text text -> List.of(text.value());
            case Claim.Numeric number -> List.of(number.value().toPlainString());
            case Claim.Flag flag -> List.of(String.valueOf(flag.value()));
            case Claim.Texts several -> several.values();
        };
    }

    /// In words, for explanations; who the users are is not told.
    String describe() {
        if (anyone) {
            return "anyone";
        }
        List<String> parts = new java.util.ArrayList<>();
        groups.stream().sorted().forEach(g -> parts.add("group " + g));
        if (!users.isEmpty()) {
            parts.add("named users");
        }
        claims.keySet().stream().sorted().forEach(name -> parts.add("claim " + name));
        return String.join(" or ", parts);
    }
}

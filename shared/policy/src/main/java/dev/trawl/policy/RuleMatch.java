package dev.trawl.policy;

import dev.trawl.protocol.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whether a rule that selects a resource holds for a request.
///
/// @param text what matched, or what would be needed
record RuleMatch(Rule rule, Kind kind, String text) {
    enum Kind {
        MATCHED,
        /// All but a condition that failed.
        UNKNOWN,
        NOT_MATCHED
    }

    static RuleMatch of(
            Rule rule,
            PolicyRequest request,
            Action action,
            Conditions conditions,
            Map<String, Object> names) {
        if (!rule.actions().contains(action)) {
            return not(rule, "is not about the action " + action.text());
        }
        List<String> missing = missing(rule, request);
        if (!missing.isEmpty()) {
            rule.conditions().forEach(c -> missing.add("has the condition " + c.text()));
            return not(rule, String.join(", ", missing));
        }
        return ofConditions(rule, request, conditions, names);
    }

    /// What the request would need besides conditions, which are looked at only if all else fits.
    private static List<String> missing(Rule rule, PolicyRequest request) {
        List<String> missing = new ArrayList<>();
        if (!rule.subjects().matches(request.principal())) {
            missing.add("is for " + rule.subjects().describe());
        }
        if (!rule.purposes().isEmpty()
                && (request.purpose() == null || !rule.purposes().contains(request.purpose()))) {
            missing.add(
                    "needs the purpose "
                            + rule.purposes().stream()
                                    .sorted()
                                    .collect(Collectors.joining(" or ")));
        }
        String destination = request.destination();
        if (!rule.destinations().isEmpty()
                && (destination == null
                        || rule.destinations().stream().noneMatch(g -> g.matches(destination)))) {
            missing.add(
                    "is for the destinations "
                            + rule.destinations().stream()
                                    .map(Glob::pattern)
                                    .collect(Collectors.joining(" or ")));
        }
        if (rule.locations().verdict(request) == Verdict.FALSE) {
            missing.add("is for requests from " + rule.locations().describe());
        }
        return missing;
    }

    private static RuleMatch ofConditions(
            Rule rule, PolicyRequest request, Conditions conditions, Map<String, Object> names) {
        @Nullable String unknown =
                rule.locations().verdict(request) == Verdict.UNKNOWN
                        ? "is for requests from %s, and where this one comes from is not known"
                                .formatted(rule.locations().describe())
                        : null;
        for (Condition condition : rule.conditions()) {
            switch (conditions.evaluate(condition, names)) {
                case TRUE -> {}
                case FALSE -> {
                    return not(rule, "its condition is false: " + condition.text());
                }
                case UNKNOWN -> unknown = "its condition cannot be evaluated: " + condition.text();
            }
        }
        return unknown == null
                ? new RuleMatch(rule, Kind.MATCHED, "matches")
                : new RuleMatch(rule, Kind.UNKNOWN, unknown);
    }

    private static RuleMatch not(Rule rule, String text) {
        return new RuleMatch(rule, Kind.NOT_MATCHED, text);
    }

    /// Whether it allows: certainly matched.
    boolean allows() {
        return rule.effect() == Effect.ALLOW && kind == Kind.MATCHED;
    }

    /// Whether it denies the whole action: an unknown condition is a match.
    boolean denies() {
        return rule.effect() == Effect.DENY && rule.columns() == null && kind != Kind.NOT_MATCHED;
    }

    /// Whether it denies columns.
    boolean hides() {
        return rule.effect() == Effect.DENY && rule.columns() != null && kind != Kind.NOT_MATCHED;
    }

    boolean restricts() {
        return rule.effect() == Effect.RESTRICT && kind != Kind.NOT_MATCHED;
    }

    RuleFinding finding() {
        boolean matched = kind == Kind.MATCHED || kind == Kind.UNKNOWN && !isAllow();
        return new RuleFinding(rule.id(), rule.effect(), matched, text);
    }

    private boolean isAllow() {
        return rule.effect() == Effect.ALLOW;
    }
}

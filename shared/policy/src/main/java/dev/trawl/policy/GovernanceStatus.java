package dev.trawl.policy;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Conditions.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Conditions of policies, purposes and declared principals: what {@link PolicyLint} doubts, who
/// asks for a purpose, and what is for a principal. Only what a steward would do something about.
public final class GovernanceStatus {
    private static final int FINDINGS_MAX = 5;

    private final PolicySet policies;
    private final Instant since;

    private GovernanceStatus(PolicySet policies, Instant since) {
        this.policies = policies;
        this.since = since;
    }

    /// Of all, by their ids, as `policy/orders`.
    ///
    /// @param since when policies and catalog came into force
    /// @param now by which it is judged whose time is over
    public static Map<String, Condition> of(
            PolicySet policies, CatalogSnapshot catalog, Instant since, Instant now) {
        GovernanceStatus status = new GovernanceStatus(policies, since);
        Map<String, List<Finding>> doubts =
                PolicyLint.doubts(policies, catalog, now).stream()
                        .collect(Collectors.groupingBy(GovernanceStatus::id));
        Map<String, Condition> all = new TreeMap<>();
        for (PolicyResource resource : policies.resources()) {
            String id = resource.place();
            all.put(
                    id,
                    switch (resource.kind()) {
                        case POLICY -> status.policy(resource.name(), doubts.get(id));
                        case PURPOSE -> status.purpose(resource.name());
                        case PRINCIPAL -> status.principal(resource.name());
                    });
        }
        return all;
    }

    private Condition policy(String name, @Nullable List<Finding> doubts) {
        if (doubts == null) {
            long rules = policies.rules().stream().filter(r -> r.policy().equals(name)).count();
            return condition("Effective", true, "NoDoubts", "rules: %d".formatted(rules));
        }
        List<String> told = new ArrayList<>();
        doubts.stream().limit(FINDINGS_MAX).forEach(f -> told.add(text(f)));
        if (doubts.size() > FINDINGS_MAX) {
            told.add("and %d more".formatted(doubts.size() - FINDINGS_MAX));
        }
        return condition("Effective", false, "Doubtful", String.join(". ", told));
    }

    private Condition purpose(String name) {
        List<String> rules =
                policies.rules().stream()
                        .filter(r -> r.purposes().contains(name))
                        .map(Rule::id)
                        .toList();
        return rules.isEmpty()
                ? condition(
                        "AskedFor",
                        false,
                        "NoRule",
                        "no rule asks for it, so whoever claims it sees no more than without; name it"
                                + " in 'purposes' of a rule, or delete it")
                : condition("AskedFor", true, "Rules", few(rules));
    }

    private Condition principal(String name) {
        List<String> rules =
                policies.machine(name).stream()
                        .flatMap(machine ->
                                policies.rules().stream()
                                        .filter(r -> r.effect() == Effect.ALLOW)
                                        .filter(r -> r.subjects().matches(machine)))
                        .map(Rule::id)
                        .toList();
        return rules.isEmpty()
                ? condition(
                        "Allowed",
                        false,
                        "NoRule",
                        "no rule allows it anything, so what runs as it is refused; name 'trawl|%s' in"
                                        .formatted(name)
                                + " 'users' of a rule, or one of its groups in 'groups'")
                : condition("Allowed", true, "Rules", few(rules));
    }

    private static String few(List<String> rules) {
        String more =
                rules.size() > FINDINGS_MAX
                        ? ", and %d more".formatted(rules.size() - FINDINGS_MAX)
                        : "";
        return rules.stream().limit(FINDINGS_MAX).collect(Collectors.joining(", ")) + more;
    }

    /// A finding about a rule is its policy's; others are nobody's.
    private static String id(Finding finding) {
        int end = finding.place().indexOf(':');
        return end < 0 ? "" : finding.place().substring(0, end);
    }

    private static String text(Finding finding) {
        String rule = finding.place().substring(finding.place().indexOf(':') + 1).strip();
        return "%s: %s%s"
                .formatted(
                        rule,
                        finding.message(),
                        finding.advice().isEmpty() ? "" : "; " + finding.advice());
    }

    private Condition condition(String type, boolean isTrue, String reason, String message) {
        return new Condition(type, isTrue, reason, message, since);
    }
}

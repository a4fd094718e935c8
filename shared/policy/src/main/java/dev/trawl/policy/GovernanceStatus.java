package dev.trawl.policy;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Conditions.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Conditions of policies, purposes and declared principals: what {@link PolicyLint} doubts, who
/// asks for a purpose, and what is for a principal. Only what a steward would do something about.
public final class GovernanceStatus {
    private static final int FINDINGS_MAX = 5;

    /// Every rule is compared with every other, while somebody waits.
    private static final int RULES_MAX = 1_000;

    private final PolicySet policies;
    private final Instant since;

    /// A condition, and what of it those may read who may not know every policy that it names.
    ///
    /// @param names of policies other than the resource itself
    public record Told(Condition full, Set<String> names, Condition reduced) {
        /// @param mayKnow takes names of policies
        public Condition to(Predicate<String> mayKnow) {
            return names.stream().allMatch(mayKnow) ? full : reduced;
        }
    }

    private GovernanceStatus(PolicySet policies, Instant since) {
        this.policies = policies;
        this.since = since;
    }

    /// Of all, by their ids, as `policy/orders`.
    ///
    /// @param since when policies and catalog came into force
    /// @param now by which it is judged whose time is over
    public static Map<String, Told> of(
            PolicySet policies, CatalogSnapshot catalog, Instant since, Instant now) {
        GovernanceStatus status = new GovernanceStatus(policies, since);
        Map<String, List<Finding>> doubts =
                status.isTooLarge()
                        ? Map.of()
                        : PolicyLint.doubts(policies, catalog, now).stream()
                                .collect(Collectors.groupingBy(GovernanceStatus::id));
        Map<String, Told> all = new TreeMap<>();
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

    private boolean isTooLarge() {
        return policies.rules().size() > RULES_MAX;
    }

    private Told policy(String name, @Nullable List<Finding> doubts) {
        if (doubts == null) {
            long rules = policies.rules().stream().filter(r -> r.policy().equals(name)).count();
            Condition condition =
                    isTooLarge()
                            ? condition(
                                    "Effective",
                                    true,
                                    "NotJudged",
                                    "rules: %d; of more than %d rules in all only 'trawl lint' tells doubts"
                                            .formatted(rules, RULES_MAX))
                            : condition(
                                    "Effective", true, "NoDoubts", "rules: %d".formatted(rules));
            return new Told(condition, Set.of(), condition);
        }
        List<String> told = new ArrayList<>();
        doubts.stream().limit(FINDINGS_MAX).forEach(f -> told.add(text(f)));
        if (doubts.size() > FINDINGS_MAX) {
            told.add("and %d more".formatted(doubts.size() - FINDINGS_MAX));
        }
        String text = String.join(". ", told);
        return new Told(
                condition("Effective", false, "Doubtful", text),
                policies.rules().stream()
                        .filter(r -> !r.policy().equals(name) && text.contains(r.id()))
                        .map(Rule::policy)
                        .collect(Collectors.toUnmodifiableSet()),
                condition(
                        "Effective",
                        false,
                        "Doubtful",
                        "doubts: %d, which name policies that you do not administer; ask somebody who does to lint it"
                                .formatted(doubts.size())));
    }

    private Told purpose(String name) {
        List<Rule> rules =
                policies.rules().stream().filter(r -> r.purposes().contains(name)).toList();
        return named(
                "AskedFor",
                rules,
                "no rule asks for it, so whoever claims it sees no more than without; name it"
                        + " in 'purposes' of a rule, or delete it");
    }

    private Told principal(String name) {
        List<Rule> rules =
                policies.machine(name).stream()
                        .flatMap(machine ->
                                policies.rules().stream()
                                        .filter(r -> r.effect() == Effect.ALLOW)
                                        .filter(r -> r.subjects().matches(machine)))
                        .toList();
        return named(
                "Allowed",
                rules,
                "no rule allows it anything, so what runs as it is refused; name 'trawl|%s' in"
                                .formatted(name)
                        + " 'users' of a rule, or one of its groups in 'groups'");
    }

    /// @param none what it means that there is no rule
    private Told named(String type, List<Rule> rules, String none) {
        if (rules.isEmpty()) {
            Condition condition = condition(type, false, "NoRule", none);
            return new Told(condition, Set.of(), condition);
        }
        List<Rule> few = rules.stream().limit(FINDINGS_MAX).toList();
        String more =
                rules.size() > few.size()
                        ? ", and %d more".formatted(rules.size() - few.size())
                        : "";
        return new Told(
                condition(
                        type,
                        true,
                        "Rules",
                        few.stream().map(Rule::id).collect(Collectors.joining(", ")) + more),
                few.stream().map(Rule::policy).collect(Collectors.toUnmodifiableSet()),
                condition(type, true, "Rules", "rules: %d".formatted(rules.size())));
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

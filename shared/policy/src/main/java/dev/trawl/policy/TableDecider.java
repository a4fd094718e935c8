package dev.trawl.policy;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Allowance;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.GrantedRelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides on one table, view or source. The rules come in order of their ids; nothing else depends
/// on an order.
final class TableDecider {
    private static final int REASONS_MAX = 5;

    private final List<Rule> rules;
    private final Conditions conditions;
    private final Filters filters;

    TableDecider(List<Rule> rules, Conditions conditions, Filters filters) {
        this.rules = rules;
        this.conditions = conditions;
        this.filters = filters;
    }

    TableDecision decide(PolicyRequest request, TableName name, Target target) {
        Map<String, Object> names = ConditionNames.of(request, target);
        List<RuleMatch> matches = matches(request, request.action(), target, names);
        List<RuleMatch> describing = matches(request, Action.DESCRIBE, target, names);
        List<RuleFinding> findings = matches.stream().map(RuleMatch::finding).toList();

        boolean mayKnow =
                target.isDeclared()
                        || describing.stream().noneMatch(RuleMatch::denies)
                                && (describing.stream().anyMatch(RuleMatch::allows)
                                        || request.action() == Action.SCAN
                                                && matches.stream().anyMatch(RuleMatch::allows));
        if (!mayKnow) {
            return new TableDecision(new Decision.Unknown(name), null, findings);
        }
        if (matches.stream().anyMatch(RuleMatch::denies)
                || matches.stream().noneMatch(RuleMatch::allows)) {
            return new TableDecision(
                    new Decision.Deny(name, reason(request, matches)), null, findings);
        }
        return permit(request, name, target, matches, findings);
    }

    /// Whether the action on a declared resource is allowed and not denied.
    boolean permits(PolicyRequest request, Target target) {
        List<RuleMatch> matches =
                matches(request, request.action(), target, ConditionNames.of(request, target));
        return matches.stream().anyMatch(RuleMatch::allows)
                && matches.stream().noneMatch(RuleMatch::denies);
    }

    private List<RuleMatch> matches(
            PolicyRequest request, Action action, Target target, Map<String, Object> names) {
        return rules.stream()
                .filter(rule -> rule.resources().stream().anyMatch(target::isSelectedBy))
                .map(rule -> RuleMatch.of(rule, request, action, conditions, names))
                .toList();
    }

    private TableDecision permit(
            PolicyRequest request,
            TableName name,
            Target target,
            List<RuleMatch> matches,
            List<RuleFinding> findings) {
        List<Decision.Effect> effects = new ArrayList<>();
        matches.stream()
                .filter(RuleMatch::allows)
                .forEach(m ->
                        effects.add(
                                new Decision.Effect(
                                        m.rule().id(),
                                        Decision.Effect.Kind.ALLOW,
                                        null,
                                        "allows " + request.action().text())));
        List<RateLimit> rates = rates(request, matches);
        rates.forEach(r ->
                effects.add(
                        new Decision.Effect(
                                r.rule(),
                                Decision.Effect.Kind.LIMIT,
                                null,
                                "at most " + r.rate().describe())));
        CatalogTable table = target.columns();
        if (table == null) {
            return new TableDecision(
                    new Decision.Permit(name, List.of(), effects), null, rates, findings);
        }
        Governance governance = Governance.of(table, request, matches, filters);
        GrantedRelation relation = governance.relation().within(allowances(rates));
        effects.addAll(governance.effects());
        return new TableDecision(
                new Decision.Permit(name, relation.governedFields(), effects, governance.rowsMax()),
                relation,
                rates,
                findings);
    }

    /// Rates of the rules that let data be fetched, or restrict it.
    private static List<RateLimit> rates(PolicyRequest request, List<RuleMatch> matches) {
        return switch (request.action()) {
            case READ, EXPORT, SUBSCRIBE ->
                    matches.stream()
                            .filter(m -> m.allows() || m.restricts())
                            .map(RuleMatch::rule)
                            .flatMap(TableDecider::rate)
                            .toList();
            case WRITE, DESCRIBE, SCAN, ADMINISTER, ACT_AS -> List.of();
        };
    }

    private static List<Allowance> allowances(List<RateLimit> rates) {
        return rates.stream().flatMap(r -> r.allowance().stream()).distinct().toList();
    }

    private static Stream<RateLimit> rate(Rule rule) {
        RateRule rate = rule.rate();
        return rate == null ? Stream.empty() : Stream.of(new RateLimit(rule.id(), rate));
    }

    private static String reason(PolicyRequest request, List<RuleMatch> matches) {
        String action = request.action().text();
        List<String> denying =
                matches.stream()
                        .filter(RuleMatch::denies)
                        .map(m -> m.rule().id())
                        .limit(REASONS_MAX)
                        .toList();
        if (!denying.isEmpty()) {
            return "%s is denied by rule %s".formatted(action, String.join(", ", denying));
        }
        String needed =
                matches.stream()
                        .filter(m -> m.rule().effect() == Effect.ALLOW)
                        .filter(m -> m.rule().actions().contains(request.action()))
                        .limit(REASONS_MAX)
                        .map(m -> "rule %s %s".formatted(m.rule().id(), m.text()))
                        .collect(Collectors.joining("; "));
        return needed.isEmpty()
                ? "no rule allows " + action
                : "no rule that allows %s matches: %s".formatted(action, needed);
    }
}

package dev.trawl.policy;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks resources against each other and the catalog, all or nothing.
public final class PolicyCompiler {
    private static final int RESOURCES_MAX = 5_000;
    private static final Comparator<PolicyResource> CANONICAL =
            Comparator.comparing(PolicyResource::kind).thenComparing(PolicyResource::name);

    private final FilterCompiler filterCompiler;

    public PolicyCompiler(FilterCompiler filterCompiler) {
        this.filterCompiler = filterCompiler;
    }

    /// What came of compiling.
    public sealed interface Result {}

    public record Compiled(PolicySet policies) implements Result {}

    /// @param problems at least one, in order of places
    public record Rejected(List<Problem> problems) implements Result {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /// Every filter is compiled against every table that its rule selects. The order of resources
    /// does not matter.
    public Result compile(List<PolicyResource> resources, CatalogSnapshot catalog) {
        if (resources.size() > RESOURCES_MAX) {
            return new Rejected(
                    List.of(
                            new Problem(
                                    "policies",
                                    "there are %d resources, the limit is %d"
                                            .formatted(resources.size(), RESOURCES_MAX))));
        }
        List<PolicyResource> sorted = resources.stream().sorted(CANONICAL).toList();
        PolicyParser parser = PolicyParser.parse(sorted);
        List<Problem> problems = new ArrayList<>(parser.problems());
        Conditions conditions = new Conditions();
        Filters filters = new Filters(filterCompiler, List.of());
        Set<String> purposes = parser.purposes().keySet();
        for (Rule rule : parser.rules()) {
            checkPurposes(rule, purposes, problems);
            checkConditions(rule, conditions, problems);
            for (CatalogTable table : catalog.tables().values()) {
                if (rule.resources().stream().anyMatch(Target.of(table)::isSelectedBy)) {
                    checkUnits(rule, table, problems);
                    checkFilter(rule, "rowFilter", rule.rowFilter(), table, filters, problems);
                    checkFilter(
                            rule,
                            "mandatoryFilter",
                            rule.mandatoryFilter(),
                            table,
                            filters,
                            problems);
                }
            }
        }
        if (!problems.isEmpty()) {
            return new Rejected(problems.stream().distinct().sorted().toList());
        }
        return new Compiled(
                new PolicySet(
                        sorted,
                        parser.rules(),
                        parser.purposes(),
                        parser.machines(),
                        conditions,
                        filters));
    }

    private static void checkPurposes(Rule rule, Set<String> declared, List<Problem> problems) {
        rule.purposes().stream()
                .filter(purpose -> !declared.contains(purpose))
                .forEach(purpose ->
                        problems.add(
                                problem(
                                        rule,
                                        "purposes",
                                        "the purpose '%s' is not declared".formatted(purpose))));
    }

    private static void checkConditions(Rule rule, Conditions conditions, List<Problem> problems) {
        for (Condition condition : rule.conditions()) {
            conditions
                    .problem(condition)
                    .ifPresent(message -> problems.add(problem(rule, "condition", message)));
        }
    }

    private static void checkUnits(Rule rule, CatalogTable table, List<Problem> problems) {
        AggregateRule aggregates = rule.aggregateOnly();
        if (aggregates == null) {
            return;
        }
        for (String unit : aggregates.units()) {
            if (table.column(unit).filter(c -> c.type().isOrdered()).isEmpty()) {
                problems.add(
                        problem(
                                rule,
                                "aggregateOnly.count",
                                "table %s has no column '%s' that can be counted"
                                        .formatted(table.name(), unit)));
            }
        }
    }

    private static void checkFilter(
            Rule rule,
            String field,
            @Nullable FilterText filter,
            CatalogTable table,
            Filters filters,
            List<Problem> problems) {
        if (filter == null) {
            return;
        }
        List<Field> columns =
                table.columns().stream().map(c -> new Field(c.name(), c.type())).toList();
        try {
            filters.compile(filter, columns);
        } catch (TrawlException e) {
            String place = e.position().map(PolicyCompiler::words).map(p -> p + ": ").orElse("");
            problems.add(
                    problem(
                            rule,
                            field,
                            "for table %s: %s%s".formatted(table.name(), place, e.text())));
        }
    }

    private static Problem problem(Rule rule, String field, String message) {
        return new Problem(
                "policy/%s: rule %s, %s".formatted(rule.policy(), rule.name(), field), message);
    }

    private static String words(SqlPosition position) {
        return "line %d, column %d".formatted(position.line(), position.column());
    }
}

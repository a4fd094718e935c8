package dev.trawl.policy;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/// Whether one rule surely matches wherever another does, by the catalog as it is.
final class RuleCover {
    private RuleCover() {}

    /// @param targets names of what a rule selects
    static boolean covers(Rule wide, Rule narrow, Function<Rule, Set<String>> targets) {
        Set<String> reached = targets.apply(narrow);
        return !reached.isEmpty()
                && wide.actions().containsAll(narrow.actions())
                && narrow.resources().stream()
                        .noneMatch(ResourceSelector.Declared.class::isInstance)
                && covers(wide.subjects(), narrow.subjects())
                && (wide.purposes().isEmpty()
                        || !narrow.purposes().isEmpty()
                                && wide.purposes().containsAll(narrow.purposes()))
                && (wide.destinations().isEmpty()
                        || new HashSet<>(wide.destinations())
                                .equals(new HashSet<>(narrow.destinations())))
                && (wide.locations().isAnywhere() || wide.locations().equals(narrow.locations()))
                && Set.copyOf(narrow.conditions()).containsAll(wide.conditions())
                && targets.apply(wide).containsAll(reached);
    }

    static boolean covers(SubjectSelector wide, SubjectSelector narrow) {
        return wide.anyone()
                || !narrow.anyone()
                        && wide.groups().containsAll(narrow.groups())
                        && wide.users().containsAll(narrow.users())
                        && narrow.claims().entrySet().stream()
                                .allMatch(e ->
                                        wide.claims()
                                                .getOrDefault(e.getKey(), Set.of())
                                                .containsAll(e.getValue()));
    }

    static boolean deniesAll(Rule rule) {
        return rule.effect() == Effect.DENY && rule.columns() == null;
    }

    /// All rows, all columns, as they are.
    static boolean allowsAll(Rule rule) {
        return rule.effect() == Effect.ALLOW
                && rule.rowFilter() == null
                && rule.columns() == null
                && rule.masks().isEmpty();
    }

    /// Whether the rule would not be missed for its masks, limits or filters.
    static boolean addsNothingButAccess(Rule rule) {
        ColumnSelector columns = rule.columns();
        return rule.masks().isEmpty()
                && rule.mandatoryFilter() == null
                && rule.aggregateOnly() == null
                && Objects.isNull(rule.rowsMax())
                && Objects.isNull(rule.rate())
                && (columns == null || columns.include().stream().noneMatch(Glob::isExact));
    }
}

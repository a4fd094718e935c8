package dev.trawl.policy;

import dev.trawl.protocol.Mask;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why a change of one rule lowers protection, in words after the rule's name; empty if it surely
/// does not.
///
/// A rule that allows may be narrowed unless it also restricts (masks, mandatory filters, limits
/// hold only where it matches); one that denies or restricts may be widened; what restricts may be
/// added.
final class RuleChange {
    private static final String FINE = "";

    private RuleChange() {}

    static String removed(Rule rule) {
        return switch (rule.effect()) {
            case ALLOW ->
                    restricts(rule)
                            ? "is removed, with its masks, mandatory filter or limits"
                            : FINE;
            case DENY -> "is removed: it denies";
            case RESTRICT -> "is removed: it restricts";
        };
    }

    /// @param all rules after the change
    static String added(Rule rule, List<Rule> all) {
        return switch (rule.effect()) {
            case ALLOW -> "is new and allows";
            case DENY -> FINE;
            case RESTRICT ->
                    rule.masks().stream().anyMatch(m -> displaces(m, all))
                            ? "is new, and a mask of it goes before others"
                            : FINE;
        };
    }

    /// @param all rules after the change
    static String changed(Rule before, Rule after, List<Rule> all) {
        if (before.equals(after)) {
            return FINE;
        }
        if (before.effect() != after.effect()) {
            return "changes its effect from %s to %s"
                    .formatted(before.effect(), after.effect())
                    .toLowerCase(java.util.Locale.ROOT);
        }
        return switch (after.effect()) {
            case ALLOW -> allowing(before, after, all);
            case DENY -> denying(before, after);
            case RESTRICT -> restricting(before, after, all);
        };
    }

    private static String allowing(Rule before, Rule after, List<Rule> all) {
        boolean isNarrower =
                RuleScope.covers(before, after)
                        && isSameOrNew(before.rowFilter(), after.rowFilter())
                        && isNarrower(before.columns(), after.columns());
        if (!isNarrower) {
            return "may allow more: its scope, columns or row filter change";
        }
        boolean isSameScope =
                RuleScope.covers(after, before)
                        && Objects.equals(before.rowFilter(), after.rowFilter());
        if (!isSameScope && restricts(before)) {
            return "holds in fewer cases, and so do its masks, mandatory filter or limits";
        }
        return restrictions(before, after, isSameScope, all);
    }

    /// A column that is named is shown although nobody has classified it.
    private static boolean isNarrower(
            @Nullable ColumnSelector before, @Nullable ColumnSelector after) {
        return Objects.equals(before, after)
                || before == null
                        && after != null
                        && after.include().stream().noneMatch(Glob::isExact);
    }

    private static String denying(Rule before, Rule after) {
        boolean isWider =
                RuleScope.covers(after, before)
                        && (after.columns() == null
                                || Objects.equals(before.columns(), after.columns()));
        return isWider ? FINE : "may deny less";
    }

    private static String restricting(Rule before, Rule after, List<Rule> all) {
        boolean isWider =
                RuleScope.covers(after, before)
                        && (after.rowFilter() == null
                                || Objects.equals(before.rowFilter(), after.rowFilter()));
        if (!isWider) {
            return "may restrict less: its scope or row filter change";
        }
        boolean isSameScope =
                RuleScope.covers(before, after)
                        && Objects.equals(before.rowFilter(), after.rowFilter());
        return restrictions(before, after, isSameScope, all);
    }

    /// Whether what restricts is still there, and nothing new weakens another's mask.
    private static String restrictions(
            Rule before, Rule after, boolean isSameScope, List<Rule> all) {
        if (!new HashSet<>(after.masks()).containsAll(masks(before))) {
            return "loses or changes a mask";
        }
        boolean isDisplacing =
                after.masks().stream()
                        .filter(m -> !isSameScope || !before.masks().contains(m))
                        .anyMatch(m -> displaces(m, all));
        if (isDisplacing) {
            return "has a mask that goes before others";
        }
        if (!isSameOrNew(before.mandatoryFilter(), after.mandatoryFilter())) {
            return "loses or changes its mandatory filter";
        }
        return areLimitsKept(before, after) ? FINE : "loses or changes a limit";
    }

    private static boolean areLimitsKept(Rule before, Rule after) {
        Long rowsBefore = before.rowsMax();
        Long rowsAfter = after.rowsMax();
        RateRule rateBefore = before.rate();
        RateRule rateAfter = after.rate();
        return isSameOrNew(before.aggregateOnly(), after.aggregateOnly())
                && (rowsBefore == null || rowsAfter != null && rowsAfter <= rowsBefore)
                && (rateBefore == null || rateAfter != null && rateAfter.isWithin(rateBefore));
    }

    private static boolean isSameOrNew(@Nullable Object before, @Nullable Object after) {
        return before == null || before.equals(after);
    }

    private static boolean restricts(Rule rule) {
        return !masks(rule).isEmpty()
                || rule.mandatoryFilter() != null
                || rule.aggregateOnly() != null
                || rule.rowsMax() != null
                || rule.rate() != null;
    }

    /// Masks that are none of exemptions.
    private static List<MaskRule> masks(Rule rule) {
        return rule.masks().stream().filter(m -> !(m.mask() instanceof Mask.PassThrough)).toList();
    }

    /// Whether the mask may win, by its number, over another that shows less.
    private static boolean displaces(MaskRule mask, List<Rule> all) {
        if (mask.mask() instanceof Mask.Null) {
            return false;
        }
        if (mask.mask() instanceof Mask.PassThrough) {
            return true;
        }
        return all.stream()
                .flatMap(r -> r.masks().stream())
                .filter(m -> !(m.mask() instanceof Mask.PassThrough))
                .anyMatch(m -> m.priority() > mask.priority() && !m.mask().equals(mask.mask()));
    }

    /// Which requests and datasets a rule is about.
    private static final class RuleScope {
        /// Whether `wide` surely matches wherever `narrow` does, by their texts alone.
        static boolean covers(Rule wide, Rule narrow) {
            return wide.actions().containsAll(narrow.actions())
                    && new HashSet<>(wide.resources()).containsAll(narrow.resources())
                    && RuleCover.covers(wide.subjects(), narrow.subjects())
                    && isWithin(wide.purposes(), narrow.purposes())
                    && isWithin(
                            new HashSet<>(wide.destinations()),
                            new HashSet<>(narrow.destinations()))
                    && (wide.locations().isAnywhere()
                            || wide.locations().equals(narrow.locations()))
                    && new HashSet<>(narrow.conditions()).containsAll(wide.conditions());
        }

        /// Empty sets stand for everything.
        private static <T> boolean isWithin(Set<T> wide, Set<T> narrow) {
            return wide.isEmpty() || !narrow.isEmpty() && wide.containsAll(narrow);
        }
    }
}

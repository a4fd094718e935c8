package dev.trawl.policy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.AggregateOnly;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.MaskCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares what two sets of policies decide on one table for the same request. What is compared is
/// what a grant would hold, with columns by name: rules that are written otherwise and do the same
/// make no difference.
public final class DecisionDifferences {
    private final Decision.Permit before;
    private final Decision.Permit after;
    private final List<Difference> differences = new ArrayList<>();

    private DecisionDifferences(Decision.Permit before, Decision.Permit after) {
        this.before = before;
        this.after = after;
    }

    /// In the order table, rows, limits, columns; none if nothing that a caller sees differs.
    public static List<Difference> between(TableDecision before, TableDecision after) {
        if (!(before.outcome() instanceof Decision.Permit was)) {
            return after.outcome() instanceof Decision.Permit
                    ? List.of(
                            new Difference(
                                    Difference.Kind.NEWLY_ALLOWED,
                                    null,
                                    words(before.outcome()),
                                    words(after.outcome())))
                    : List.of();
        }
        if (!(after.outcome() instanceof Decision.Permit is)) {
            return List.of(
                    new Difference(
                            Difference.Kind.NEWLY_DENIED,
                            null,
                            words(before.outcome()),
                            words(after.outcome())));
        }
        DecisionDifferences compared = new DecisionDifferences(was, is);
        if (!new HashSet<>(before.rates()).equals(new HashSet<>(after.rates()))) {
            compared.add(Difference.Kind.LIMIT, null);
        }
        compared.compare(before.relation(), after.relation());
        return compared.differences.stream().distinct().toList();
    }

    private void compare(@Nullable GrantedRelation was, @Nullable GrantedRelation is) {
        if (was == null || is == null) {
            return;
        }
        if (!Objects.equals(rows(was), rows(is))) {
            add(Difference.Kind.ROW_FILTER, null);
        }
        if (!Objects.equals(Limit.of(was, before), Limit.of(is, after))) {
            add(Difference.Kind.LIMIT, null);
        }
        Map<String, Shown> shownBefore = shown(was);
        Map<String, Shown> shownAfter = shown(is);
        shownBefore.forEach((name, shown) -> {
            Shown now = shownAfter.get(name);
            if (now == null) {
                differences.add(
                        new Difference(
                                Difference.Kind.COLUMN_HIDDEN,
                                name,
                                masks(before, name),
                                "hidden"));
            } else if (!now.equals(shown)) {
                add(Difference.Kind.MASK, name);
            }
        });
        shownAfter.keySet().stream()
                .filter(name -> !shownBefore.containsKey(name))
                .forEach(name ->
                        differences.add(
                                new Difference(
                                        Difference.Kind.COLUMN_SHOWN,
                                        name,
                                        "hidden",
                                        masks(after, name))));
    }

    private void add(Difference.Kind kind, @Nullable String column) {
        differences.add(
                new Difference(
                        kind, column, words(before, kind, column), words(after, kind, column)));
    }

    private static String words(Decision.Outcome outcome) {
        return switch (outcome) {
            case Decision.Permit permit ->
                    "by "
                            + permit.effects().stream()
                                    .filter(e -> e.kind() == Decision.Effect.Kind.ALLOW)
                                    .map(Decision.Effect::policy)
                                    .distinct()
                                    .collect(Collectors.joining(", "));
            case Decision.Deny deny -> deny.reason();
            case Decision.Unknown _ -> "no rule lets the caller know the table";
        };
    }

    private static String words(
            Decision.Permit permit, Difference.Kind kind, @Nullable String column) {
        return switch (kind) {
            case ROW_FILTER -> effects(permit, Decision.Effect.Kind.ROW_FILTER, "all rows");
            case LIMIT -> effects(permit, Decision.Effect.Kind.LIMIT, "no limit");
            case MASK -> masks(permit, Objects.requireNonNull(column));
            case NEWLY_DENIED, NEWLY_ALLOWED, COLUMN_HIDDEN, COLUMN_SHOWN ->
                    throw new IllegalArgumentException("told otherwise: " + kind);
        };
    }

    private static String masks(Decision.Permit permit, String column) {
        String told =
                permit.effects().stream()
                        .filter(e -> e.kind() == Decision.Effect.Kind.MASK)
                        .filter(e -> column.equals(e.column()))
                        .map(DecisionDifferences::words)
                        .collect(Collectors.joining("; "));
        return told.isEmpty() ? "as it is" : told;
    }

    private static String effects(
            Decision.Permit permit, Decision.Effect.Kind kind, String otherwise) {
        String told =
                permit.effects().stream()
                        .filter(e -> e.kind() == kind)
                        .map(DecisionDifferences::words)
                        .collect(Collectors.joining("; "));
        return told.isEmpty() ? otherwise : told;
    }

    private static String words(Decision.Effect effect) {
        return "%s (%s)".formatted(effect.text(), effect.policy());
    }

    private static @Nullable Named rows(GrantedRelation relation) {
        return relation.rowFilter() == null ? null : Named.of(relation.rowFilter(), relation);
    }

    private static Map<String, Shown> shown(GrantedRelation relation) {
        Map<String, Shown> shown = new LinkedHashMap<>();
        for (GrantedColumn column : relation.columns()) {
            Type raw = relation.inputs().get(column.input()).type();
            shown.put(
                    column.name(),
                    new Shown(
                            column.governedType(raw),
                            column.masks().stream()
                                    .map(m ->
                                            new NamedMask(
                                                    m.when() == null
                                                            ? null
                                                            : Named.of(m.when(), relation),
                                                    new MaskCase(null, m.mask())))
                                    .toList()));
        }
        return shown;
    }

    private record Shown(Type type, List<NamedMask> masks) {}

    private record NamedMask(@Nullable Named when, MaskCase mask) {}

    /// An expression whose columns are numbered as they come, and their names in that order.
    private record Named(Expr expr, List<String> columns) {
        static Named of(Expr expr, GrantedRelation relation) {
            List<Integer> read = List.copyOf(Expressions.columns(expr));
            List<Field> inputs = relation.inputs();
            List<String> names = read.stream().map(i -> inputs.get(i).name()).sorted().toList();
            return new Named(
                    Expressions.substitute(
                            expr,
                            i ->
                                    new Expr.Column(
                                            names.indexOf(inputs.get(i).name()),
                                            inputs.get(i).type())),
                    names);
        }
    }

    /// @param aggregate smallest group, what is counted, dimensions; absent where rows are shown
    private record Limit(@Nullable Long rowsMax, @Nullable Aggregate aggregate) {
        static Limit of(GrantedRelation relation, Decision.Permit permit) {
            AggregateOnly only = relation.aggregateOnly();
            return new Limit(
                    permit.rowsMax(),
                    only == null
                            ? null
                            : new Aggregate(
                                    only.groupMin(),
                                    only.units().stream()
                                            .map(i -> relation.inputs().get(i).name())
                                            .collect(Collectors.toSet()),
                                    new HashSet<>(only.dimensions())));
        }
    }

    private record Aggregate(int groupMin, Set<String> units, Set<String> dimensions) {}
}

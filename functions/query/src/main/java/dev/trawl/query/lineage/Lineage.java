package dev.trawl.query.lineage;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.WindowCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Column-level lineage of a plan. A column of the output depends directly on the columns that its
/// values are made of, indirectly on those that decide which rows there are or where they stand:
/// filters, joins, groups, order, partitions. Whatever base column can change the values of an
/// output column is in one of the two.
public final class Lineage {
    /// Of the rows that each recursion made last.
    private final Map<Integer, Flow> previous = new HashMap<>();

    private Lineage() {}

    /// One output column; what is direct is not named again as indirect.
    public record Column(String name, Set<BaseColumn> direct, Set<BaseColumn> indirect) {}

    /// Output columns in their order.
    ///
    /// @param plan over governed tables
    public static List<Column> of(Relation plan) {
        Flow flow = new Lineage().flow(plan);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < flow.columns().size(); i++) {
            Origin origin = flow.columns().get(i);
            NavigableSet<BaseColumn> indirect = new TreeSet<>(origin.indirect());
            indirect.addAll(flow.rows());
            indirect.removeAll(origin.direct());
            columns.add(new Column(plan.fields().get(i).name(), origin.direct(), indirect));
        }
        return columns;
    }

    /// @param rows what decides which rows there are
    private record Flow(List<Origin> columns, NavigableSet<BaseColumn> rows) {}

    private record Origin(NavigableSet<BaseColumn> direct, NavigableSet<BaseColumn> indirect) {
        NavigableSet<BaseColumn> all() {
            return union(List.of(direct, indirect));
        }
    }

    private Flow flow(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> scan(scan);
            case Relation.Received _ ->
                    throw new IllegalArgumentException("lineage is of whole plans");
            case Relation.Values values ->
                    new Flow(
                            values.fields().stream().map(_ -> combined(List.of())).toList(),
                            new TreeSet<>());
            case Relation.Filter filter -> {
                Flow input = flow(filter.input());
                yield decided(input, List.of(of(filter.predicate(), input).all()));
            }
            case Relation.Project project -> {
                Flow input = flow(project.input());
                yield new Flow(
                        project.columns().stream()
                                .map(NamedExpr::expr)
                                .map(e -> of(e, input))
                                .toList(),
                        input.rows());
            }
            case Relation.Join join -> join(join);
            case Relation.Aggregate aggregate -> aggregate(aggregate);
            case Relation.Sort sort -> {
                Flow input = flow(sort.input());
                yield decided(input, of(sort.keys(), input));
            }
            case Relation.Window window -> window(window);
            case Relation.Limit limit -> flow(limit.input());
            case Relation.Union union -> union(union);
            case Relation.Recursion recursion -> recursion(recursion);
            case Relation.Previous made ->
                    Objects.requireNonNull(previous.get(made.recursion()), "a step by itself");
        };
    }

    private static Flow scan(Relation.Scan scan) {
        return new Flow(
                scan.fields().stream()
                        .map(Field::name)
                        .map(name ->
                                new Origin(
                                        new TreeSet<>(Set.of(new BaseColumn(scan.table(), name))),
                                        new TreeSet<>()))
                        .toList(),
                new TreeSet<>());
    }

    private Flow join(Relation.Join join) {
        Flow left = flow(join.left());
        Flow right = flow(join.right());
        List<Origin> both = new ArrayList<>(left.columns());
        both.addAll(right.columns());
        Flow joined = new Flow(both, union(List.of(left.rows(), right.rows())));
        Flow decided = decided(joined, List.of(of(join.condition(), joined).all()));
        return switch (join.kind()) {
            case INNER, LEFT, RIGHT, FULL -> decided;
            case SEMI, ANTI -> new Flow(left.columns(), decided.rows());
        };
    }

    private Flow aggregate(Relation.Aggregate aggregate) {
        Flow input = flow(aggregate.input());
        List<Origin> columns = new ArrayList<>();
        aggregate.keys().forEach(key -> columns.add(input.columns().get(key)));
        for (Aggregation aggregation : aggregate.aggregations()) {
            Origin arguments =
                    combined(aggregation.arguments().stream().map(a -> of(a, input)).toList());
            columns.add(
                    aggregation.filter() == null
                            ? arguments
                            : behind(arguments, of(aggregation.filter(), input).all()));
        }
        List<NavigableSet<BaseColumn>> keys =
                aggregate.keys().stream().map(k -> input.columns().get(k).all()).toList();
        return decided(new Flow(columns, input.rows()), keys);
    }

    private Flow window(Relation.Window window) {
        Flow input = flow(window.input());
        List<NavigableSet<BaseColumn>> places = new ArrayList<>(of(window.order(), input));
        window.partition().forEach(p -> places.add(input.columns().get(p).all()));
        List<Origin> columns = new ArrayList<>(input.columns());
        for (WindowCall call : window.calls()) {
            Origin arguments = combined(call.arguments().stream().map(a -> of(a, input)).toList());
            columns.add(behind(arguments, union(places)));
        }
        return new Flow(columns, input.rows());
    }

    private Flow union(Relation.Union union) {
        List<Flow> inputs = union.inputs().stream().map(this::flow).toList();
        return either(inputs);
    }

    private static Flow either(List<Flow> inputs) {
        List<Origin> columns = new ArrayList<>();
        for (int i = 0; i < inputs.getFirst().columns().size(); i++) {
            int column = i;
            columns.add(combined(inputs.stream().map(f -> f.columns().get(column)).toList()));
        }
        return new Flow(columns, union(inputs.stream().map(Flow::rows).toList()));
    }

    /// Steps until they add nothing: there are only so many columns.
    private Flow recursion(Relation.Recursion recursion) {
        Flow made = flow(recursion.first());
        for (@Nullable Flow before = null; !made.equals(before); ) {
            before = made;
            previous.put(recursion.number(), made);
            made = either(List.of(made, flow(recursion.step())));
        }
        return switch (recursion.rows()) {
            case ALL -> made;
            case NEW -> decided(made, made.columns().stream().map(Origin::all).toList());
        };
    }

    /// The same columns, when more decides which rows there are.
    private static Flow decided(Flow flow, Collection<NavigableSet<BaseColumn>> by) {
        return new Flow(flow.columns(), union(List.of(flow.rows(), union(by))));
    }

    private static Origin behind(Origin origin, NavigableSet<BaseColumn> indirect) {
        return new Origin(origin.direct(), union(List.of(origin.indirect(), indirect)));
    }

    private static Origin of(Expr expr, Flow input) {
        return combined(
                Expressions.columns(expr).stream().map(i -> input.columns().get(i)).toList());
    }

    private static List<NavigableSet<BaseColumn>> of(List<SortKey> keys, Flow input) {
        return keys.stream().map(k -> input.columns().get(k.column()).all()).toList();
    }

    private static Origin combined(List<Origin> origins) {
        return new Origin(
                union(origins.stream().map(Origin::direct).toList()),
                union(origins.stream().map(Origin::indirect).toList()));
    }

    private static NavigableSet<BaseColumn> union(Collection<NavigableSet<BaseColumn>> sets) {
        NavigableSet<BaseColumn> union = new TreeSet<>();
        sets.forEach(union::addAll);
        return union;
    }
}

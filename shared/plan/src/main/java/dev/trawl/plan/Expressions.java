package dev.trawl.plan;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Questions about expressions, and rewriting of their columns.
public final class Expressions {
    private Expressions() {}

    /// Parts of one expression, one level down. The constants that `IN` lists, perhaps hundreds of
    /// thousands, are not among them.
    public static List<Expr> children(Expr expr) {
        return switch (expr) {
            case Expr.Column _, Expr.Literal _ -> List.of();
            case Expr.Call call -> call.arguments();
            case Expr.Cast cast -> List.of(cast.operand());
            case Expr.Conditional conditional ->
                    Stream.concat(
                                    conditional.branches().stream()
                                            .flatMap(b -> Stream.of(b.condition(), b.value())),
                                    Stream.of(conditional.otherwise()))
                            .toList();
            case Expr.In in -> List.of(in.operand());
        };
    }

    /// The expressions of a relation itself, not of its inputs.
    public static List<Expr> of(Relation relation) {
        return switch (relation) {
            case Relation.Scan _,
                    Relation.Received _,
                    Relation.Values _,
                    Relation.Sort _,
                    Relation.Limit _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    List.of();
            case Relation.Filter filter -> List.of(filter.predicate());
            case Relation.Project project ->
                    project.columns().stream().map(NamedExpr::expr).toList();
            case Relation.Join join -> List.of(join.condition());
            case Relation.Window window ->
                    window.calls().stream().flatMap(c -> c.arguments().stream()).toList();
            case Relation.Aggregate aggregate ->
                    aggregate.aggregations().stream()
                            .flatMap(a ->
                                    Stream.concat(
                                            a.arguments().stream(), Stream.ofNullable(a.filter())))
                            .toList();
        };
    }

    /// Visits the expression and all its parts, parents first.
    public static void forEach(Expr expr, Consumer<Expr> visit) {
        visit.accept(expr);
        children(expr).forEach(child -> forEach(child, visit));
    }

    /// Indexes of the columns that the expression reads.
    public static SortedSet<Integer> columns(Expr expr) {
        SortedSet<Integer> columns = new TreeSet<>();
        forEach(
                expr,
                e -> {
                    if (e instanceof Expr.Column column) {
                        columns.add(column.index());
                    }
                });
        return columns;
    }

    /// The expression with every column replaced by `replacement` of its index, which has the same
    /// type.
    public static Expr substitute(Expr expr, IntFunction<? extends Expr> replacement) {
        return switch (expr) {
            case Expr.Column column -> {
                Expr by = replacement.apply(column.index());
                if (!by.type().equals(column.type())) {
                    throw new IllegalArgumentException(
                            "column %d is %s, its replacement %s"
                                    .formatted(
                                            column.index(),
                                            column.type().text(),
                                            by.type().text()));
                }
                yield by;
            }
            case Expr.Literal literal -> literal;
            case Expr.Call call ->
                    new Expr.Call(
                            call.function(),
                            call.arguments().stream().map(a -> substitute(a, replacement)).toList(),
                            call.type());
            case Expr.Cast cast ->
                    new Expr.Cast(
                            substitute(cast.operand(), replacement), cast.type(), cast.onFailure());
            case Expr.Conditional conditional ->
                    new Expr.Conditional(
                            conditional.branches().stream()
                                    .map(b ->
                                            new Expr.Branch(
                                                    substitute(b.condition(), replacement),
                                                    substitute(b.value(), replacement)))
                                    .toList(),
                            substitute(conditional.otherwise(), replacement));
            case Expr.In in -> new Expr.In(substitute(in.operand(), replacement), in.values());
        };
    }

    /// The parts of a conjunction; the expression itself if it is none.
    public static List<Expr> conjuncts(Expr expr) {
        return expr instanceof Expr.Call call && call.function() == Function.AND
                ? call.arguments().stream().flatMap(a -> conjuncts(a).stream()).toList()
                : List.of(expr);
    }

    /// The conjunction of the parts; true for none.
    public static Expr and(List<? extends Expr> parts) {
        return switch (parts.size()) {
            case 0 -> Literals.of(true);
            case 1 -> parts.getFirst();
            default -> Expr.Call.of(Function.AND, parts);
        };
    }

    /// The disjunction of the parts; false for none.
    public static Expr or(List<? extends Expr> parts) {
        return switch (parts.size()) {
            case 0 -> Literals.of(false);
            case 1 -> parts.getFirst();
            default -> Expr.Call.of(Function.OR, parts);
        };
    }

    /// The column of a relation as an expression.
    public static Expr.Column column(Relation input, int index) {
        return new Expr.Column(index, input.fields().get(index).type());
    }

    /// @throws IllegalArgumentException if a column is missing or has another type
    public static void checkColumns(Expr expr, List<Field> fields) {
        forEach(
                expr,
                e -> {
                    if (e instanceof Expr.Column(int index, Type type)) {
                        if (index >= fields.size()) {
                            throw new IllegalArgumentException(
                                    "there is no column %d of %d".formatted(index, fields.size()));
                        }
                        if (!fields.get(index).type().equals(type)) {
                            throw new IllegalArgumentException(
                                    "column %d is %s, not %s"
                                            .formatted(
                                                    index,
                                                    fields.get(index).type().text(),
                                                    type.text()));
                        }
                    }
                });
    }
}

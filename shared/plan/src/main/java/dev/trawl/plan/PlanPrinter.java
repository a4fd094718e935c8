package dev.trawl.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans as text for people: one line per relation, inputs indented below.
///
/// ```
/// limit 10
///   sort revenue desc nulls first
///     scan flights.public.legs [origin varchar, delay integer]
/// ```
public final class PlanPrinter {
    /// Longer lists of values are cut.
    private static final int VALUES_MAX = 20;

    private PlanPrinter() {}

    public static String print(Relation relation) {
        List<String> lines = new ArrayList<>();
        print(relation, 0, lines);
        return String.join("\n", lines) + "\n";
    }

    private static void print(Relation relation, int depth, List<String> lines) {
        lines.add("  ".repeat(depth) + line(relation));
        relation.inputs().forEach(input -> print(input, depth + 1, lines));
    }

    private static String line(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan ->
                    "scan %s [%s]".formatted(scan.table(), fields(scan.fields()));
            case Relation.Received received ->
                    "received #%d [%s]".formatted(received.fragment(), fields(received.fields()));
            case Relation.Values values ->
                    "values %d rows [%s]".formatted(values.rows().size(), fields(values.fields()));
            case Relation.Filter filter -> "filter " + print(filter.predicate(), filter.fields());
            case Relation.Project project ->
                    project.columns().stream()
                            .map(c -> named(c, project.input().fields()))
                            .collect(Collectors.joining(", ", "project ", ""));
            case Relation.Join join ->
                    "%s join on %s"
                            .formatted(lower(join.kind()), print(join.condition(), both(join)));
            case Relation.Aggregate aggregate -> aggregate(aggregate);
            case Relation.Sort sort ->
                    sort.keys().stream()
                            .map(k -> key(k, sort.fields()))
                            .collect(Collectors.joining(", ", "sort ", ""));
            case Relation.Window window -> window(window);
            case Relation.Limit limit ->
                    (limit.count() == Relation.Limit.ALL ? "limit all" : "limit " + limit.count())
                            + (limit.offset() == 0 ? "" : " offset " + limit.offset());
            case Relation.Union union -> "union all of %d".formatted(union.inputs().size());
            case Relation.Recursion recursion ->
                    "recursion #%d, %s rows of each step"
                            .formatted(recursion.number(), lower(recursion.rows()));
            case Relation.Previous previous ->
                    "rows made last in recursion #%d [%s]"
                            .formatted(previous.recursion(), fields(previous.fields()));
        };
    }

    /// One expression, with the names of the columns it reads.
    public static String print(Expr expr, List<Field> fields) {
        return switch (expr) {
            case Expr.Column column -> fields.get(column.index()).name();
            case Expr.Literal literal -> literal(literal);
            case Expr.Call call ->
                    call.arguments().stream()
                            .map(a -> print(a, fields))
                            .collect(Collectors.joining(", ", call.function().text() + "(", ")"));
            case Expr.Cast cast ->
                    "%s(%s as %s)"
                            .formatted(
                                    cast.onFailure() == Expr.Cast.OnFailure.ERROR
                                            ? "cast"
                                            : "try_cast",
                                    print(cast.operand(), fields),
                                    cast.type().text());
            case Expr.Conditional conditional ->
                    conditional.branches().stream()
                            .map(b ->
                                    "when %s then %s "
                                            .formatted(
                                                    print(b.condition(), fields),
                                                    print(b.value(), fields)))
                            .collect(
                                    Collectors.joining(
                                            "",
                                            "case ",
                                            "else "
                                                    + print(conditional.otherwise(), fields)
                                                    + " end"));
            case Expr.In in ->
                    in.values().stream()
                            .limit(VALUES_MAX)
                            .map(PlanPrinter::literal)
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            print(in.operand(), fields) + " in (",
                                            rest(in.values().size())));
        };
    }

    private static String rest(int values) {
        return values > VALUES_MAX ? ", … %d more)".formatted(values - VALUES_MAX) : ")";
    }

    private static String literal(Expr.Literal literal) {
        Object value = literal.value();
        if (value == null) {
            return "null";
        }
        String text = Literals.toText(value);
        return literal.type().isNumeric() || literal.type() == Type.Simple.BOOLEAN
                ? text
                : literal.type() == Type.Simple.VARCHAR
                        ? quoted(text)
                        : literal.type().text() + " " + quoted(text);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String aggregate(Relation.Aggregate aggregate) {
        List<Field> fields = aggregate.input().fields();
        Stream<String> keys = aggregate.keys().stream().map(k -> fields.get(k).name());
        Stream<String> aggregations =
                aggregate.aggregations().stream().map(a -> aggregation(a, fields));
        return Stream.concat(
                        Stream.of(keys.collect(Collectors.joining(", ", "[", "]"))), aggregations)
                .collect(Collectors.joining(" ", "aggregate ", ""));
    }

    private static String aggregation(Aggregation aggregation, List<Field> fields) {
        String arguments =
                aggregation.arguments().stream()
                        .map(a -> print(a, fields))
                        .collect(Collectors.joining(", "));
        String distinct =
                aggregation.quantifier() == Aggregation.Quantifier.DISTINCT ? "distinct " : "";
        Expr filter = aggregation.filter();
        return "%s=%s(%s%s)%s"
                .formatted(
                        aggregation.name(),
                        aggregation.function().text(),
                        distinct,
                        arguments,
                        filter == null ? "" : " filter " + print(filter, fields));
    }

    private static String window(Relation.Window window) {
        List<Field> fields = window.input().fields();
        String partition =
                window.partition().stream()
                        .map(c -> fields.get(c).name())
                        .collect(Collectors.joining(", ", "[", "]"));
        String order =
                window.order().stream().map(k -> key(k, fields)).collect(Collectors.joining(", "));
        return "window %s%s %s"
                .formatted(
                        partition,
                        order.isEmpty() ? "" : " by " + order,
                        window.calls().stream()
                                .map(c -> call(c, fields))
                                .collect(Collectors.joining(" ")));
    }

    private static String call(WindowCall call, List<Field> fields) {
        String text =
                call.arguments().stream()
                        .map(a -> print(a, fields))
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        call.name() + "=" + call.function().text() + "(",
                                        ")"));
        WindowFrame frame = call.frame();
        return frame.equals(WindowFrame.PARTITION)
                ? text
                : "%s %s %s to %s%s"
                        .formatted(
                                text,
                                lower(frame.unit()),
                                bound(frame.start()),
                                bound(frame.end()),
                                frame.exclude() == WindowFrame.Exclude.NOTHING
                                        ? ""
                                        : " without " + lower(frame.exclude()));
    }

    private static String bound(WindowFrame.Bound bound) {
        return switch (bound) {
            case WindowFrame.Bound.First _ -> "first";
            case WindowFrame.Bound.Preceding(long rows) -> "-" + rows;
            case WindowFrame.Bound.Before(Expr.Literal amount) -> "-" + print(amount, List.of());
            case WindowFrame.Bound.After(Expr.Literal amount) -> "+" + print(amount, List.of());
            case WindowFrame.Bound.Current _ -> "current";
            case WindowFrame.Bound.Following(long rows) -> "+" + rows;
            case WindowFrame.Bound.Last _ -> "last";
        };
    }

    private static String named(NamedExpr column, List<Field> fields) {
        String text = print(column.expr(), fields);
        return text.equals(column.name()) ? text : column.name() + "=" + text;
    }

    private static String key(SortKey key, List<Field> fields) {
        return "%s %s nulls %s"
                .formatted(
                        fields.get(key.column()).name(),
                        key.direction() == SortKey.Direction.ASCENDING ? "asc" : "desc",
                        lower(key.nulls()));
    }

    private static String fields(List<Field> fields) {
        return fields.stream()
                .map(f -> f.name() + " " + f.type().text())
                .collect(Collectors.joining(", "));
    }

    private static List<Field> both(Relation.Join join) {
        return Stream.concat(join.left().fields().stream(), join.right().fields().stream())
                .toList();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }
}

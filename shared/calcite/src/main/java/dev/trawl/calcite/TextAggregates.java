package dev.trawl.calcite;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.AggregateCall;

/// string_agg and listagg, whose order is part of the call: its keys are the last arguments, as
/// {@link PlainGroups} puts them there.
final class TextAggregates {
    private TextAggregates() {}

    static Aggregation joined(AggregateCall call, String name, Relation input) {
        List<RelFieldCollation> order = call.getCollation().getFieldCollations();
        int own = call.getArgList().size() - order.size();
        Expr text = Expressions.column(input, call.getArgList().getFirst());
        if (text.type() != Type.Simple.VARCHAR) {
            throw Errors.notSupported("string_agg of a %s, cast it,".formatted(text.type().text()));
        }
        List<Expr> arguments = new ArrayList<>();
        arguments.add(text);
        arguments.add(own < 2 ? Literals.of("") : constant(input, call.getArgList().get(1)));
        StringBuilder directions = new StringBuilder();
        List<Expr> keys = new ArrayList<>();
        for (RelFieldCollation key : order) {
            boolean isDescending = key.getDirection().isDescending();
            boolean isNullFirst =
                    key.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED
                            ? isDescending
                            : key.nullDirection == RelFieldCollation.NullDirection.FIRST;
            directions.append(isDescending ? 'd' : 'a').append(isNullFirst ? 'f' : 'l');
            Expr column = Expressions.column(input, call.getArgList().get(own + keys.size()));
            keys.add(value(input, column).equals(value(input, text)) ? text : column);
        }
        if (call.isDistinct() && !keys.stream().allMatch(text::equals)) {
            throw Errors.notSupported(
                    "string_agg of DISTINCT texts in another order than their own");
        }
        arguments.add(Literals.of(directions.toString()));
        arguments.addAll(keys);
        return new Aggregation(
                name,
                AggregateFunction.STRING_AGG,
                arguments,
                call.isDistinct() ? Aggregation.Quantifier.DISTINCT : Aggregation.Quantifier.ALL,
                call.hasFilter() ? Expressions.column(input, call.filterArg) : null);
    }

    /// What the column is computed from, to tell equal ones.
    private static Expr value(Relation input, Expr column) {
        return input instanceof Relation.Project project && column instanceof Expr.Column c
                ? project.columns().get(c.index()).expr()
                : column;
    }

    /// The constant that the column holds.
    static Expr.Literal constant(Relation input, int column) {
        return switch (input) {
            case Relation.Project project
                    when project.columns().get(column).expr() instanceof Expr.Literal literal
                            && !literal.isNull() ->
                    literal;
            case Relation.Project project
                    when project.columns().get(column).expr() instanceof Expr.Column below ->
                    constant(project.input(), below.index());
            case Relation.Filter filter -> constant(filter.input(), column);
            case Relation.Limit limit -> constant(limit.input(), column);
            case Relation.Sort sort -> constant(sort.input(), column);
            // No row is there that would ask for it.
            case Relation.Values values when values.rows().isEmpty() ->
                    values.fields().get(column).type() == Type.Simple.VARCHAR
                            ? Literals.of("")
                            : Literals.of(0L);
            case Relation.Values values
                    when values.rows().size() == 1
                            && !values.rows().getFirst().get(column).isNull() ->
                    values.rows().getFirst().get(column);
            case Relation.Window window when column < window.input().fields().size() ->
                    constant(window.input(), column);
            case Relation.Aggregate aggregate when column < aggregate.keys().size() ->
                    constant(aggregate.input(), aggregate.keys().get(column));
            case Relation.Join join when column < join.left().fields().size() ->
                    constant(join.left(), column);
            case Relation.Join join -> constant(join.right(), column - join.left().fields().size());
            default ->
                    throw Errors.notSupported(
                            "a separator of string_agg or fraction of a percentile that is not a constant");
        };
    }
}

package dev.trawl.source.objects.read;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.Type;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Support;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Sums and averages of products of decimals, computed in 64 bits where the bounds in the footers
/// prove that every value fits: types such as decimal(15,2) are wide, and their products take 128
/// bits, which is several times slower. The results are the same in the same types.
///
/// Where a footer is wrong, the evaluator says that a value is out of range.
final class NarrowSums {
    private static final int DIGITS_MAX = 18;

    private final Function<Relation.Scan, Digits> digits;

    /// @param digits what is known of each scan's columns
    NarrowSums(Function<Relation.Scan, Digits> digits) {
        this.digits = digits;
    }

    Relation apply(Relation relation) {
        Relation over = Relations.mapInputs(relation, this::apply);
        return over instanceof Relation.Aggregate aggregate
                        && aggregate.input() instanceof Relation.Project project
                        && Support.supports(project, Dialect.DUCKDB)
                ? narrowed(aggregate, project)
                : over;
    }

    private Relation narrowed(Relation.Aggregate aggregate, Relation.Project project) {
        List<NamedExpr> columns = new ArrayList<>(project.columns());
        for (int i = 0; i < columns.size(); i++) {
            NamedExpr column = columns.get(i);
            if (isWide(column.expr().type()) && isSummedOnly(aggregate, i)) {
                Optional<Expr> narrow = narrow(column.expr(), project.input());
                if (narrow.isPresent() && isAlike(narrow.get().type(), column.expr().type())) {
                    columns.set(i, new NamedExpr(column.name(), narrow.get()));
                }
            }
        }
        Relation input = new Relation.Project(project.input(), columns);
        return new Relation.Aggregate(
                input,
                aggregate.keys(),
                aggregate.aggregations().stream().map(a -> over(a, input)).toList());
    }

    private static boolean isWide(Type type) {
        return type instanceof Type.Decimal d && d.precision() > DIGITS_MAX;
    }

    /// Of as many digits after the point, so that sums and averages have the same type.
    private static boolean isAlike(Type narrow, Type wide) {
        return narrow instanceof Type.Decimal a
                && wide instanceof Type.Decimal b
                && a.precision() <= DIGITS_MAX
                && a.scale() == b.scale();
    }

    private static boolean isSummedOnly(Relation.Aggregate aggregate, int column) {
        return !aggregate.keys().contains(column)
                && aggregate.aggregations().stream()
                        .allMatch(a -> isSumOf(a, column) || !reads(a, column));
    }

    private static boolean isSumOf(Aggregation aggregation, int column) {
        Expr filter = aggregation.filter();
        return (aggregation.function() == AggregateFunction.SUM
                        || aggregation.function() == AggregateFunction.AVG)
                && aggregation.arguments().getFirst() instanceof Expr.Column argument
                && argument.index() == column
                && (filter == null || !Expressions.columns(filter).contains(column));
    }

    private static boolean reads(Aggregation aggregation, int column) {
        Expr filter = aggregation.filter();
        return aggregation.arguments().stream()
                        .anyMatch(a -> Expressions.columns(a).contains(column))
                || filter != null && Expressions.columns(filter).contains(column);
    }

    private static Aggregation over(Aggregation aggregation, Relation input) {
        return aggregation.arguments().size() == 1
                        && aggregation.arguments().getFirst() instanceof Expr.Column column
                ? new Aggregation(
                        aggregation.name(),
                        aggregation.function(),
                        List.of(Expressions.column(input, column.index())),
                        aggregation.quantifier(),
                        aggregation.filter())
                : aggregation;
    }

    /// An expression of equal values in a narrower type; absent if that is not proved.
    private Optional<Expr> narrow(Expr expr, Relation input) {
        return switch (expr) {
            case Expr.Column column -> column(column, input);
            case Expr.Literal literal -> literal(literal);
            case Expr.Cast cast
                    when cast.type() instanceof Type.Decimal to
                            && cast.operand().type() instanceof Type.Decimal from
                            && from.scale() == to.scale()
                            && from.precision() <= to.precision() ->
                    narrow(cast.operand(), input);
            case Expr.Call call -> call(call, input);
            case Expr.Cast _, Expr.Conditional _, Expr.In _ -> Optional.empty();
        };
    }

    private Optional<Expr> column(Expr.Column column, Relation input) {
        return known(input, column.index())
                .map(type -> column.type().equals(type) ? column : Expr.Cast.strict(column, type));
    }

    private static Optional<Expr> literal(Expr.Literal literal) {
        return literal.type() instanceof Type.Decimal type
                        && literal.value() instanceof BigDecimal value
                ? Optional.of(new Expr.Literal(value, Digits.of(value, type.scale())))
                : Optional.empty();
    }

    private Optional<Expr> call(Expr.Call call, Relation input) {
        return switch (call.function()) {
            case ADD, SUBTRACT, MULTIPLY -> {
                List<Expr> arguments = new ArrayList<>();
                for (Expr argument : call.arguments()) {
                    narrow(argument, input).ifPresent(arguments::add);
                }
                yield arguments.size() == call.arguments().size()
                        ? Optional.<Expr>of(Expr.Call.of(call.function(), arguments))
                                .filter(narrow -> isAlike(narrow.type(), call.type()))
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /// The narrowest decimal that holds every value of the column.
    private Optional<Type.Decimal> known(Relation relation, int column) {
        if (relation instanceof Relation.Scan scan) {
            return digits.apply(scan).of(scan.fields().get(column).name());
        }
        if (relation instanceof Relation.Filter filter) {
            return known(filter.input(), column);
        }
        return relation instanceof Relation.Project project
                        && project.columns().get(column).expr() instanceof Expr.Column below
                ? known(project.input(), below.index())
                : Optional.empty();
    }
}

package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Casts;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What MariaDB evaluates exactly as Trawl once {@link MariaDbRenderer} has rendered it.
///
/// Only total expressions: it fails on nothing where Trawl would, but gives NULL and a warning.
/// What is not listed is not pushed; a new function of the algebra is not, until it is tried and
/// listed.
public final class MariaDbSupport {
    /// Sums of more digits could exceed 38 digits without a failure.
    private static final int SUMMED_DIGITS_MAX = 26;

    private static final Set<Function> FUNCTIONS =
            EnumSet.of(
                    Function.EQ,
                    Function.NE,
                    Function.LT,
                    Function.LE,
                    Function.GT,
                    Function.GE,
                    Function.IS_DISTINCT_FROM,
                    Function.IS_NOT_DISTINCT_FROM,
                    Function.AND,
                    Function.OR,
                    Function.NOT,
                    Function.IS_NULL,
                    Function.IS_NOT_NULL,
                    Function.IS_TRUE,
                    Function.IS_FALSE,
                    Function.COALESCE,
                    Function.TRIM,
                    Function.LTRIM,
                    Function.RTRIM,
                    Function.CHAR_LENGTH,
                    Function.POSITION,
                    Function.STARTS_WITH,
                    Function.ENDS_WITH,
                    Function.REVERSE,
                    Function.MD5,
                    Function.SHA256,
                    Function.EXTRACT_YEAR,
                    Function.EXTRACT_QUARTER,
                    Function.EXTRACT_MONTH,
                    Function.EXTRACT_WEEK,
                    Function.EXTRACT_DAY,
                    Function.EXTRACT_DAY_OF_WEEK,
                    Function.EXTRACT_DAY_OF_YEAR,
                    Function.EXTRACT_HOUR,
                    Function.EXTRACT_MINUTE,
                    Function.EXTRACT_SECOND,
                    Function.DATE_TRUNC,
                    Function.DAYS_BETWEEN,
                    Function.MICROSECONDS_BETWEEN);

    private static final Set<Function> ARITHMETIC =
            EnumSet.of(
                    Function.ADD,
                    Function.SUBTRACT,
                    Function.MULTIPLY,
                    Function.NEGATE,
                    Function.ABS,
                    Function.CEIL,
                    Function.FLOOR,
                    Function.ROUND);

    private MariaDbSupport() {}

    /// Whether the node itself, its expressions included, can be rendered; its inputs are not
    /// looked at, but for their column types.
    public static boolean supports(Relation node) {
        return switch (node) {
            case Relation.Scan _, Relation.Limit _ -> hasTypes(node);
            case Relation.Union _ -> hasTypes(node);
            case Relation.Received _,
                    Relation.Window _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    false;
            case Relation.Values values ->
                    hasTypes(node)
                            && values.rows().stream()
                                    .flatMap(List::stream)
                                    .allMatch(MariaDbLiterals::exists);
            case Relation.Filter filter -> supports(filter.predicate());
            case Relation.Project project ->
                    project.columns().stream().allMatch(c -> supports(c.expr()));
            case Relation.Join join ->
                    join.kind() != Relation.Join.Kind.FULL && supports(join.condition());
            case Relation.Sort sort -> sort.keys().stream().allMatch(k -> sorts(sort, k));
            case Relation.Aggregate aggregate ->
                    aggregate.keys().stream()
                                    .allMatch(k -> isKey(aggregate.input().fields().get(k).type()))
                            && aggregate.aggregations().stream().allMatch(MariaDbSupport::supports);
        };
    }

    /// Whether the expression can be rendered.
    public static boolean supports(Expr expr) {
        return Expressions.children(expr).stream().allMatch(MariaDbSupport::supports)
                && supportsHere(expr);
    }

    private static boolean hasTypes(Relation node) {
        return node.fields().stream().allMatch(f -> hasType(f.type()));
    }

    private static boolean hasType(Type type) {
        return switch (type) {
            case Type.Simple _, Type.Decimal _ -> true;
            case Type.Array _, Type.Mapping _, Type.Row _ -> false;
        };
    }

    /// A temporary table keeps 0.0 and -0.0 apart.
    private static boolean isKey(Type type) {
        return hasType(type) && !type.isFloating() && type != Type.Simple.JSON;
    }

    /// Of long texts only the first `max_sort_length` bytes are sorted.
    private static boolean sorts(Relation.Sort sort, SortKey key) {
        Type type = sort.fields().get(key.column()).type();
        return type != Type.Simple.VARCHAR && type != Type.Simple.VARBINARY;
    }

    private static boolean supportsHere(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> hasType(column.type());
            case Expr.Literal literal -> MariaDbLiterals.exists(literal);
            case Expr.Conditional _ -> hasType(expr.type());
            case Expr.In in ->
                    in.operand().type().isInteger()
                            || in.values().stream().allMatch(MariaDbLiterals::exists);
            case Expr.Cast cast ->
                    cast.operand().type().equals(cast.type())
                            || Casts.isTotal(cast.operand().type(), cast.type())
                                    && casts(cast.operand().type(), cast.type());
            case Expr.Call call -> calls(call);
        };
    }

    private static boolean casts(Type from, Type to) {
        if (from == Type.Simple.JSON || to == Type.Simple.JSON) {
            return false;
        }
        if (to == Type.Simple.VARCHAR) {
            return from == Type.Simple.BOOLEAN
                    || from.isInteger()
                    || from instanceof Type.Decimal
                    || from == Type.Simple.DATE
                    || from == Type.Simple.UUID;
        }
        return to != Type.Simple.REAL;
    }

    /// Whether both types have one form inside a query.
    static boolean isSameInside(Type from, Type to) {
        return from.isInteger() && to.isInteger()
                || from == Type.Simple.BOOLEAN && to.isInteger()
                || from.isFloating() && to == Type.Simple.DOUBLE
                || from == Type.Simple.UUID && to == Type.Simple.VARCHAR
                || isTimestamp(from) && isTimestamp(to);
    }

    private static boolean isTimestamp(Type type) {
        return type == Type.Simple.TIMESTAMP || type == Type.Simple.TIMESTAMP_TZ;
    }

    private static boolean calls(Expr.Call call) {
        if (!Totality.isTotal(call)) {
            return false;
        }
        if (ARITHMETIC.contains(call.function())) {
            return call.type() instanceof Type.Decimal || call.type().isInteger();
        }
        return switch (call.function()) {
            case LIKE -> call.arguments().get(1) instanceof Expr.Literal && Patterns.areValid(call);
            case SUBSTRING -> countsFromOne(call);
            default -> FUNCTIONS.contains(call.function());
        };
    }

    /// Below one MariaDB counts from the end.
    private static boolean countsFromOne(Expr.Call call) {
        return call.arguments().stream()
                .skip(1)
                .allMatch(a ->
                        a instanceof Expr.Literal(Object value, _)
                                && value instanceof Long n
                                && n >= 1
                                && n <= Integer.MAX_VALUE);
    }

    private static boolean supports(Aggregation aggregation) {
        Expr filter = aggregation.filter();
        boolean hasExpressions =
                Stream.concat(
                                aggregation.arguments().stream(),
                                filter == null ? Stream.of() : Stream.of(filter))
                        .allMatch(MariaDbSupport::supports);
        return hasExpressions
                && (aggregation.arguments().isEmpty()
                        || aggregates(aggregation, aggregation.arguments().getFirst().type()));
    }

    private static boolean aggregates(Aggregation aggregation, Type type) {
        boolean isDistinct = aggregation.quantifier() == Aggregation.Quantifier.DISTINCT;
        return switch (aggregation.function()) {
            case COUNT_ALL, COUNT -> !isDistinct || isKey(type);
            case SUM, AVG ->
                    type.isInteger()
                            || type == Type.Simple.DOUBLE && !isDistinct
                            || type instanceof Type.Decimal d && d.precision() <= SUMMED_DIGITS_MAX;
            case MIN, MAX -> type != Type.Simple.JSON;
            case BOOL_AND, BOOL_OR -> true;
            default -> false;
            case MIN_BY, MAX_BY, STRING_AGG -> false;
        };
    }
}

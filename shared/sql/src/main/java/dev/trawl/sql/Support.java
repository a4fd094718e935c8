package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;

/// What a dialect evaluates with exactly Trawl's semantics once rendered. Where in doubt the answer
/// is no, and DuckDB evaluates it, so that there is one meaning.
public final class Support {
    private static final int AVERAGE_PRECISION_MAX = 18;

    private Support() {}

    /// Whether the node itself, its expressions included, can be rendered; its inputs are not
    /// looked at, but for their column types.
    public static boolean supports(Relation node, Dialect dialect) {
        return switch (node) {
            case Relation.Scan _, Relation.Received _, Relation.Limit _ -> true;
            case Relation.Values values ->
                    values.fields().stream().allMatch(f -> supports(f.type(), dialect))
                            && values.rows().stream()
                                    .flatMap(r -> r.stream())
                                    .allMatch(l -> LiteralSql.canRender(l, dialect));
            case Relation.Filter filter -> supports(filter.predicate(), dialect);
            case Relation.Project project ->
                    project.columns().stream().allMatch(c -> supports(c.expr(), dialect));
            case Relation.Join join ->
                    supports(join.condition(), dialect)
                            && (join.kind() != Relation.Join.Kind.FULL
                                    || dialect == Dialect.DUCKDB);
            case Relation.Aggregate aggregate ->
                    aggregate.keys().stream()
                                    .allMatch(k ->
                                            isComparable(
                                                    field(aggregate.input(), k).type(), dialect))
                            && aggregate.aggregations().stream()
                                    .allMatch(a -> supports(a, dialect));
            case Relation.Sort sort ->
                    sort.keys().stream()
                            .allMatch(k -> isComparable(field(sort, k.column()).type(), dialect));
            case Relation.Union union ->
                    union.fields().stream().allMatch(f -> supports(f.type(), dialect));
        };
    }

    /// Whether the expression can be rendered.
    public static boolean supports(Expr expr, Dialect dialect) {
        return Expressions.children(expr).stream().allMatch(e -> supports(e, dialect))
                && supportsHere(expr, dialect);
    }

    private static boolean supportsHere(Expr expr, Dialect dialect) {
        return switch (expr) {
            case Expr.Column _, Expr.Conditional _ -> true;
            case Expr.Literal literal -> LiteralSql.canRender(literal, dialect);
            case Expr.In in -> isComparable(in.operand().type(), dialect);
            case Expr.Cast cast ->
                    switch (dialect) {
                        case DUCKDB -> duckDbCasts(cast);
                        case POSTGRESQL -> postgresCasts(cast);
                    };
            case Expr.Call call ->
                    switch (dialect) {
                        case DUCKDB -> duckDbCalls(call);
                        case POSTGRESQL -> postgresCalls(call);
                    };
        };
    }

    private static boolean supports(Aggregation aggregation, Dialect dialect) {
        boolean parts =
                aggregation.arguments().stream().allMatch(a -> supports(a, dialect))
                        && (aggregation.filter() == null
                                || supports(aggregation.filter(), dialect));
        return parts
                && switch (aggregation.function()) {
                    case COUNT_ALL, BOOL_AND, BOOL_OR -> true;
                    case COUNT ->
                            aggregation.quantifier() == Aggregation.Quantifier.ALL
                                    || isComparable(argument(aggregation), dialect);
                    case SUM -> isExact(argument(aggregation)) || dialect == Dialect.DUCKDB;
                    case AVG -> average(argument(aggregation), dialect);
                    case MIN, MAX -> extreme(argument(aggregation), dialect);
                };
    }

    private static boolean average(Type type, Dialect dialect) {
        return dialect == Dialect.DUCKDB
                && (!(type instanceof Type.Decimal d) || d.precision() <= AVERAGE_PRECISION_MAX);
    }

    private static boolean extreme(Type type, Dialect dialect) {
        return dialect == Dialect.DUCKDB
                || isExact(type)
                || type.isPointInTime()
                || type == Type.Simple.TIME
                || type == Type.Simple.VARCHAR;
    }

    private static boolean isComparable(Type type, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> type.isOrdered();
            case POSTGRESQL -> type.isOrdered();
        };
    }

    private static boolean supports(Type type, Dialect dialect) {
        return switch (type) {
            case Type.Simple _, Type.Decimal _ -> true;
            case Type.Array _, Type.Mapping _, Type.Row _ -> dialect == Dialect.DUCKDB;
        };
    }

    private static boolean duckDbCalls(Expr.Call call) {
        return switch (call.function()) {
            case EQ, NE, LT, LE, GT, GE, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM ->
                    decimalsMeet(call);
            case DIVIDE -> !(call.type() instanceof Type.Decimal) || decimalQuotientFits(call);
            case MULTIPLY -> !(call.type() instanceof Type.Decimal) || scalesFit(call);
            case UPPER,
                    LOWER,
                    ADD,
                    SUBTRACT,
                    AND,
                    OR,
                    NOT,
                    IS_NULL,
                    IS_NOT_NULL,
                    IS_TRUE,
                    IS_FALSE,
                    COALESCE,
                    MODULO,
                    NEGATE,
                    ABS,
                    CEIL,
                    FLOOR,
                    ROUND,
                    SQRT,
                    LN,
                    EXP,
                    POWER,
                    CONCAT,
                    TRIM,
                    LTRIM,
                    RTRIM,
                    CHAR_LENGTH,
                    SUBSTRING,
                    POSITION,
                    REPLACE,
                    STARTS_WITH,
                    LIKE,
                    EXTRACT_YEAR,
                    EXTRACT_QUARTER,
                    EXTRACT_MONTH,
                    EXTRACT_WEEK,
                    EXTRACT_DAY,
                    EXTRACT_DAY_OF_WEEK,
                    EXTRACT_DAY_OF_YEAR,
                    EXTRACT_HOUR,
                    EXTRACT_MINUTE,
                    EXTRACT_SECOND,
                    DATE_TRUNC,
                    ADD_DAYS,
                    ADD_MONTHS,
                    ADD_MICROSECONDS,
                    DAYS_BETWEEN ->
                    true;
        };
    }

    private static boolean postgresCalls(Expr.Call call) {
        Type type = call.arguments().getFirst().type();
        return switch (call.function()) {
            case EQ,
                    NE,
                    LT,
                    LE,
                    GT,
                    GE,
                    IS_DISTINCT_FROM,
                    IS_NOT_DISTINCT_FROM,
                    AND,
                    OR,
                    NOT,
                    IS_NULL,
                    IS_NOT_NULL,
                    IS_TRUE,
                    IS_FALSE,
                    COALESCE,
                    CONCAT,
                    TRIM,
                    LTRIM,
                    RTRIM,
                    CHAR_LENGTH,
                    REPLACE,
                    STARTS_WITH,
                    DAYS_BETWEEN ->
                    true;
            case ADD, SUBTRACT -> isExact(type) && type != Type.Simple.TINYINT;
            case MULTIPLY ->
                    type instanceof Type.Decimal
                            ? scalesFit(call)
                            : type.isInteger() && type != Type.Simple.TINYINT;
            case MODULO, DIVIDE -> type.isInteger() && type != Type.Simple.TINYINT;
            case NEGATE, ABS, CEIL, FLOOR, ROUND -> isExact(type) && type != Type.Simple.TINYINT;
            case SUBSTRING -> call.arguments().stream().skip(1).allMatch(Support::isSmallPosition);
            case LIKE -> call.arguments().get(1) instanceof Expr.Literal;
            case EXTRACT_YEAR,
                    EXTRACT_QUARTER,
                    EXTRACT_MONTH,
                    EXTRACT_WEEK,
                    EXTRACT_DAY,
                    EXTRACT_DAY_OF_WEEK,
                    EXTRACT_DAY_OF_YEAR,
                    EXTRACT_HOUR,
                    EXTRACT_MINUTE,
                    EXTRACT_SECOND ->
                    true;
            case DATE_TRUNC ->
                    call.arguments().getFirst() instanceof Expr.Literal l
                            && !"week".equals(l.value());
            case SQRT,
                    LN,
                    EXP,
                    POWER,
                    UPPER,
                    LOWER,
                    POSITION,
                    ADD_DAYS,
                    ADD_MONTHS,
                    ADD_MICROSECONDS ->
                    false;
        };
    }

    private static boolean duckDbCasts(Expr.Cast cast) {
        Type from = cast.operand().type();
        Type to = cast.type();
        boolean textual =
                to == Type.Simple.VARCHAR
                        && (from.isFloating() || from == Type.Simple.TIMESTAMP_TZ);
        return !textual || from.equals(to);
    }

    private static boolean postgresCasts(Expr.Cast cast) {
        Type from = cast.operand().type();
        Type to = cast.type();
        if (from.equals(to)) {
            return true;
        }
        if (cast.onFailure() == Expr.Cast.OnFailure.NULL
                || from == Type.Simple.TINYINT
                || to == Type.Simple.TINYINT) {
            return false;
        }
        if (isExact(from) && isExact(to)) {
            return true;
        }
        return to == Type.Simple.VARCHAR
                        && (isExact(from) || from == Type.Simple.DATE || from == Type.Simple.UUID)
                || from.isPointInTime() && to.isPointInTime();
    }

    private static boolean isSmallPosition(Expr expr) {
        return expr instanceof Expr.Literal l
                && l.value() instanceof Long n
                && Math.abs(n) < 1_000_000_000;
    }

    private static boolean isExact(Type type) {
        return type.isInteger() || type instanceof Type.Decimal;
    }

    /// Whether both decimals fit one type, as DuckDB makes of them before it compares.
    private static boolean decimalsMeet(Expr.Call call) {
        return !(call.arguments().getFirst().type() instanceof Type.Decimal a)
                || !(call.arguments().getLast().type() instanceof Type.Decimal b)
                || Math.max(a.precision() - a.scale(), b.precision() - b.scale())
                                + Math.max(a.scale(), b.scale())
                        <= Type.Decimal.PRECISION_MAX;
    }

    private static boolean scalesFit(Expr.Call call) {
        return call.arguments().getFirst().type() instanceof Type.Decimal a
                && call.arguments().getLast().type() instanceof Type.Decimal b
                && a.scale() + b.scale() <= Type.Decimal.PRECISION_MAX;
    }

    private static boolean decimalQuotientFits(Expr.Call call) {
        return call.arguments().getFirst().type() instanceof Type.Decimal a
                && call.arguments().getLast().type() instanceof Type.Decimal b
                && call.type() instanceof Type.Decimal result
                && ArithmeticSql.quotientFits(a, b, result);
    }

    private static Type argument(Aggregation aggregation) {
        return aggregation.arguments().getFirst().type();
    }

    private static Field field(Relation relation, int index) {
        return relation.fields().get(index);
    }
}

package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Casts;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;

/// What PostgreSQL evaluates exactly. It has no one-byte integers; products and quotients of
/// floating numbers fail where they underflow; there is no way to fail on purpose.
final class PostgresSupport {
    private PostgresSupport() {}

    static boolean supportsHere(Expr expr) {
        if (isFoldedFailure(expr)) {
            return false;
        }
        return switch (expr) {
            case Expr.Column _, Expr.Conditional _ -> true;
            case Expr.In in ->
                    in.operand().type().isInteger()
                            || in.values().stream().allMatch(PostgresSupport::supportsHere);
            case Expr.Literal literal ->
                    !(literal.value() instanceof String text) || text.indexOf('\0') < 0;
            case Expr.Cast cast ->
                    cast.operand().type().equals(cast.type())
                            || (cast.onFailure() == Expr.Cast.OnFailure.ERROR
                                            || Casts.isTotal(cast.operand().type(), cast.type()))
                                    && casts(cast.operand().type(), cast.type());
            case Expr.Call call -> calls(call);
        };
    }

    /// Constant parts are computed once, before it is known whether any row needs them.
    private static boolean isFoldedFailure(Expr expr) {
        return !(expr instanceof Expr.Literal)
                && Expressions.columns(expr).isEmpty()
                && !Totality.isTotal(expr);
    }

    static boolean supportsHere(Aggregation aggregation) {
        if (aggregation.arguments().isEmpty()) {
            return true;
        }
        Type type = aggregation.arguments().getFirst().type();
        return switch (aggregation.function()) {
            case COUNT_ALL, COUNT, SUM, BOOL_AND, BOOL_OR, STRING_AGG -> true;
            case MIN_BY,
                    MAX_BY,
                    VAR_POP,
                    VAR_SAMP,
                    STDDEV_POP,
                    STDDEV_SAMP,
                    PERCENTILE_CONT,
                    PERCENTILE_DISC ->
                    false;
            case AVG -> !type.isFloating();
            case MIN, MAX -> type != Type.Simple.UUID && type != Type.Simple.VARBINARY;
        };
    }

    private static boolean casts(Type from, Type to) {
        if (from == Type.Simple.VARCHAR || to == Type.Simple.TINYINT || to == Type.Simple.JSON) {
            return false;
        }
        if (to == Type.Simple.VARCHAR) {
            return !from.isFloating() && from != Type.Simple.TIMESTAMP_TZ;
        }
        if (from.isFloating()) {
            return from == Type.Simple.REAL && to == Type.Simple.DOUBLE;
        }
        return true;
    }

    private static boolean calls(Expr.Call call) {
        Type type = call.type();
        boolean isTiny = type == Type.Simple.TINYINT;
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
                    POSITION,
                    REPLACE,
                    STARTS_WITH,
                    ENDS_WITH,
                    REVERSE,
                    TRANSLATE,
                    ASCII,
                    MD5,
                    SHA256,
                    SQRT,
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
                    DAYS_BETWEEN ->
                    true;
            case ADD, SUBTRACT, NEGATE, ABS -> !isTiny;
            case CEIL, FLOOR -> type != Type.Simple.REAL;
            case MULTIPLY, MODULO, ROUND -> !type.isFloating() && !isTiny;
            case DIVIDE -> type.isInteger() && !isTiny || isShortDecimal(call);
            case LIKE -> Patterns.areValid(call);
            case SUBSTRING -> TextSql.fitsPostgres(call);
            case SPLIT_PART -> MoreTextSql.splitsInPostgres(call);
            case REPEAT,
                    LPAD,
                    RPAD,
                    CHR,
                    REGEXP_LIKE,
                    REGEXP_SUBSTR,
                    REGEXP_REPLACE,
                    REGEXP_REPLACE_ALL,
                    LOG10,
                    MICROSECONDS_BETWEEN ->
                    false;
            case ONLY_VALUE,
                    LN,
                    EXP,
                    POWER,
                    UPPER,
                    LOWER,
                    INITCAP,
                    ADD_DAYS,
                    ADD_MONTHS,
                    ADD_MICROSECONDS ->
                    false;
        };
    }

    /// The exact quotient names its operands several times.
    private static boolean isShortDecimal(Expr.Call call) {
        return call.type() instanceof Type.Decimal
                && call.arguments().stream()
                        .allMatch(a -> a instanceof Expr.Column || a instanceof Expr.Literal);
    }
}

package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;

/// What DuckDB evaluates exactly: nearly everything, as it is the last resort.
final class DuckDbSupport {
    private DuckDbSupport() {}

    static boolean supportsHere(Expr expr) {
        return switch (expr) {
            case Expr.Column _, Expr.Literal _, Expr.Conditional _, Expr.In _ -> true;
            case Expr.Cast cast -> supports(cast.operand().type(), cast.type());
            case Expr.Call call -> supports(call);
        };
    }

    /// The text of floating numbers differs from the algebra's; JSON is not checked.
    private static boolean supports(Type from, Type to) {
        return from.equals(to)
                || !(from.isFloating() && to == Type.Simple.VARCHAR) && to != Type.Simple.JSON;
    }

    private static boolean supports(Expr.Call call) {
        return switch (call.function()) {
            case MODULO -> digitsMeet(call);
            case MULTIPLY -> scalesFit(call);
            case LIKE -> Patterns.areValid(call);
            case ADD,
                    SUBTRACT,
                    IS_DISTINCT_FROM,
                    IS_NOT_DISTINCT_FROM,
                    EQ,
                    NE,
                    LT,
                    LE,
                    GT,
                    GE,
                    AND,
                    OR,
                    NOT,
                    IS_NULL,
                    IS_NOT_NULL,
                    IS_TRUE,
                    IS_FALSE,
                    COALESCE,
                    ONLY_VALUE,
                    DIVIDE,
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
                    UPPER,
                    LOWER,
                    TRIM,
                    LTRIM,
                    RTRIM,
                    CHAR_LENGTH,
                    SUBSTRING,
                    POSITION,
                    REPLACE,
                    STARTS_WITH,
                    ENDS_WITH,
                    REVERSE,
                    INITCAP,
                    REPEAT,
                    LPAD,
                    RPAD,
                    SPLIT_PART,
                    TRANSLATE,
                    ASCII,
                    CHR,
                    MD5,
                    SHA256,
                    REGEXP_LIKE,
                    REGEXP_SUBSTR,
                    REGEXP_REPLACE,
                    REGEXP_REPLACE_ALL,
                    LOG10,
                    MICROSECONDS_BETWEEN,
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

    /// Whether DuckDB can bring both operands to one decimal type without loss.
    private static boolean digitsMeet(Expr.Call call) {
        return !(call.arguments().getFirst().type() instanceof Type.Decimal a)
                || !(call.arguments().getLast().type() instanceof Type.Decimal b)
                || ComparisonSql.fits(a, b);
    }

    private static boolean scalesFit(Expr.Call call) {
        return !(call.arguments().getFirst().type() instanceof Type.Decimal a)
                || !(call.arguments().getLast().type() instanceof Type.Decimal b)
                || a.scale() + b.scale() <= Type.Decimal.PRECISION_MAX;
    }
}

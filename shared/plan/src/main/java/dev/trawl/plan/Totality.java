package dev.trawl.plan;

/// Which expressions cannot fail on any row (DESIGN 3, rule 4).
///
/// An expression that can fail may tell, by failing, about rows that a filter hides; only total
/// ones go into the SQL that a source runs beside a row filter.
public final class Totality {
    private Totality() {}

    /// Whether evaluation gives a value or NULL for every row of the input's types.
    public static boolean isTotal(Expr expr) {
        return Expressions.children(expr).stream().allMatch(Totality::isTotal) && isTotalHere(expr);
    }

    private static boolean isTotalHere(Expr expr) {
        return switch (expr) {
            case Expr.Column _, Expr.Literal _, Expr.Conditional _, Expr.In _ -> true;
            case Expr.Cast cast ->
                    cast.onFailure() == Expr.Cast.OnFailure.NULL
                            || Casts.isTotal(cast.operand().type(), cast.type());
            case Expr.Call call -> isTotalCall(call);
        };
    }

    private static boolean isTotalCall(Expr.Call call) {
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
                    UPPER,
                    LOWER,
                    TRIM,
                    LTRIM,
                    RTRIM,
                    CHAR_LENGTH,
                    POSITION,
                    REPLACE,
                    STARTS_WITH,
                    ENDS_WITH,
                    REVERSE,
                    INITCAP,
                    TRANSLATE,
                    ASCII,
                    MD5,
                    SHA256,
                    REGEXP_LIKE,
                    REGEXP_SUBSTR,
                    REGEXP_REPLACE,
                    REGEXP_REPLACE_ALL,
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
                    DAYS_BETWEEN ->
                    true;
            case ADD, SUBTRACT, MULTIPLY -> hasRoom(call);
            case NEGATE, ABS -> call.type() instanceof Type.Decimal || call.type().isFloating();
            case CEIL, FLOOR, ROUND ->
                    call.type().isInteger()
                            || call.type().isFloating()
                            || call.type() instanceof Type.Decimal d
                                    && d.precision() < Type.Decimal.PRECISION_MAX;
            case SUBSTRING ->
                    call.arguments().size() == 2
                            || call.arguments().get(2) instanceof Expr.Literal(Object n, _)
                                    && n instanceof Long length
                                    && length >= 0;
            case LIKE ->
                    call.arguments().get(1) instanceof Expr.Literal && call.arguments().size() == 2;
            case SPLIT_PART ->
                    call.arguments().getLast() instanceof Expr.Literal(Object n, _)
                            && n instanceof Long part
                            && part != 0;
            case ONLY_VALUE,
                    REPEAT,
                    LPAD,
                    RPAD,
                    CHR,
                    LOG10,
                    DIVIDE,
                    MODULO,
                    SQRT,
                    LN,
                    EXP,
                    POWER,
                    ADD_DAYS,
                    ADD_MONTHS,
                    ADD_MICROSECONDS ->
                    false;
        };
    }

    /// Whether the type of a decimal result was not capped, so that every result fits.
    private static boolean hasRoom(Expr.Call call) {
        if (!(call.type() instanceof Type.Decimal result)
                || !(call.arguments().getFirst().type() instanceof Type.Decimal a)
                || !(call.arguments().getLast().type() instanceof Type.Decimal b)) {
            return false;
        }
        return call.function() == Function.MULTIPLY
                ? a.precision() + b.precision() <= Type.Decimal.PRECISION_MAX
                : Math.max(Decimals.whole(a), Decimals.whole(b)) + 1 + result.scale()
                        <= Type.Decimal.PRECISION_MAX;
    }
}

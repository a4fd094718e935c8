package dev.trawl.testkit.reference;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Expressions over one row.
final class ReferenceExpressions {
    private ReferenceExpressions() {}

    static @Nullable Object value(Expr expr, List<@Nullable Object> row) {
        return switch (expr) {
            case Expr.Column column -> row.get(column.index());
            case Expr.Literal literal -> literal.value();
            case Expr.Cast cast -> ReferenceCasts.cast(value(cast.operand(), row), cast);
            case Expr.Conditional conditional -> conditional(conditional, row);
            case Expr.In in -> in(in, row);
            case Expr.Call call -> call(call, row);
        };
    }

    private static @Nullable Object conditional(
            Expr.Conditional conditional, List<@Nullable Object> row) {
        for (Expr.Branch branch : conditional.branches()) {
            if (Boolean.TRUE.equals(value(branch.condition(), row))) {
                return value(branch.value(), row);
            }
        }
        return value(conditional.otherwise(), row);
    }

    private static @Nullable Boolean in(Expr.In in, List<@Nullable Object> row) {
        Object operand = value(in.operand(), row);
        boolean isUnknown = operand == null;
        for (Expr.Literal literal : in.values()) {
            Object value = literal.value();
            if (operand != null && value != null && ReferenceOrder.compare(operand, value) == 0) {
                return true;
            }
            isUnknown |= value == null;
        }
        return isUnknown ? null : Boolean.FALSE;
    }

    private static @Nullable Object call(Expr.Call call, List<@Nullable Object> row) {
        List<Expr> arguments = call.arguments();
        return switch (call.function()) {
            case AND -> connective(arguments, row, false);
            case OR -> connective(arguments, row, true);
            case IS_NULL -> value(arguments.getFirst(), row) == null;
            case IS_NOT_NULL -> value(arguments.getFirst(), row) != null;
            case IS_TRUE -> Boolean.TRUE.equals(value(arguments.getFirst(), row));
            case IS_FALSE -> Boolean.FALSE.equals(value(arguments.getFirst(), row));
            case IS_DISTINCT_FROM -> !isSame(arguments, row);
            case IS_NOT_DISTINCT_FROM -> isSame(arguments, row);
            case COALESCE -> coalesce(arguments, row);
            case ONLY_VALUE -> onlyValue(arguments, row);
            default -> strict(call, row);
        };
    }

    /// AND is decided by a false, OR by a true; otherwise NULL makes it NULL.
    private static @Nullable Boolean connective(
            List<Expr> arguments, List<@Nullable Object> row, boolean deciding) {
        boolean isUnknown = false;
        for (Expr argument : arguments) {
            Object value = value(argument, row);
            if (value == null) {
                isUnknown = true;
            } else if (value.equals(deciding)) {
                return deciding;
            }
        }
        return isUnknown ? null : !deciding;
    }

    private static boolean isSame(List<Expr> arguments, List<@Nullable Object> row) {
        return ReferenceOrder.isSame(
                value(arguments.getFirst(), row), value(arguments.getLast(), row));
    }

    private static @Nullable Object coalesce(List<Expr> arguments, List<@Nullable Object> row) {
        for (Expr argument : arguments) {
            Object value = value(argument, row);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable Object onlyValue(List<Expr> arguments, List<@Nullable Object> row) {
        if (value(arguments.getLast(), row) instanceof Long rows && rows > 1) {
            throw ReferenceNumbers.tooManyRows();
        }
        return value(arguments.getFirst(), row);
    }

    /// Functions that give NULL if any argument is NULL.
    private static @Nullable Object strict(Expr.Call call, List<@Nullable Object> row) {
        List<Object> values = new ArrayList<>();
        boolean hasNull = false;
        for (Expr argument : call.arguments()) {
            Object value = value(argument, row);
            if (value == null) {
                hasNull = true;
            } else {
                values.add(value);
            }
        }
        return hasNull ? null : apply(call, values);
    }

    private static @Nullable Object apply(Expr.Call call, List<Object> a) {
        Function function = call.function();
        return switch (function) {
            case EQ -> ReferenceOrder.compare(a.getFirst(), a.getLast()) == 0;
            case NE -> ReferenceOrder.compare(a.getFirst(), a.getLast()) != 0;
            case LT -> ReferenceOrder.compare(a.getFirst(), a.getLast()) < 0;
            case LE -> ReferenceOrder.compare(a.getFirst(), a.getLast()) <= 0;
            case GT -> ReferenceOrder.compare(a.getFirst(), a.getLast()) > 0;
            case GE -> ReferenceOrder.compare(a.getFirst(), a.getLast()) >= 0;
            case NOT -> !(Boolean) a.getFirst();
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, ABS, CEIL, FLOOR, ROUND ->
                    ReferenceArithmetic.apply(function, a, call.type());
            case SQRT, LN, EXP, POWER, LOG10 -> ReferenceArithmetic.real(function, a);
            case CONCAT,
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
                    LIKE ->
                    ReferenceText.apply(function, a);
            case ENDS_WITH,
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
                    REGEXP_REPLACE_ALL ->
                    ReferenceMoreText.apply(function, a);
            case EXTRACT_YEAR,
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
                    DAYS_BETWEEN,
                    MICROSECONDS_BETWEEN ->
                    ReferenceTime.apply(function, a);
            case AND,
                    OR,
                    IS_NULL,
                    IS_NOT_NULL,
                    IS_TRUE,
                    IS_FALSE,
                    IS_DISTINCT_FROM,
                    IS_NOT_DISTINCT_FROM,
                    COALESCE,
                    ONLY_VALUE ->
                    throw new IllegalArgumentException(function + " takes NULL");
        };
    }
}

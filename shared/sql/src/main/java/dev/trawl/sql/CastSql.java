package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;

/// Casts.
final class CastSql {
    /// Decimal digits that a double holds for sure, and the largest power of ten that it holds.
    private static final int EXACT_DIGITS = 15;

    private static final int EXACT_POWER = 22;

    private CastSql() {}

    static String render(Expr.Cast cast, String operand, Dialect dialect) {
        Type from = cast.operand().type();
        Type to = cast.type();
        if (from.equals(to)) {
            return operand;
        }
        return switch (dialect) {
            case DUCKDB -> duckDb(cast, operand, from, to);
            case POSTGRESQL -> postgres(operand, from, to);
        };
    }

    private static String duckDb(Expr.Cast cast, String operand, Type from, Type to) {
        boolean isTry = cast.onFailure() == Expr.Cast.OnFailure.NULL;
        String function = isTry ? "TRY_CAST" : "CAST";
        if (from == Type.Simple.VARCHAR) {
            return TextCastSql.fromText(operand, to, isTry);
        }
        if (to == Type.Simple.VARCHAR) {
            return TextCastSql.toText(operand, from);
        }
        String value = operand;
        if (from.isFloating() && to.isInteger()) {
            value = "round(%s)".formatted(operand);
        } else if (from == Type.Simple.REAL && to instanceof Type.Decimal) {
            value = "CAST(%s AS DOUBLE)".formatted(operand);
        } else if (from instanceof Type.Decimal d && to.isFloating() && !isExact(d, to)) {
            value = "CAST(%s AS VARCHAR)".formatted(operand);
        } else if (from == Type.Simple.TIMESTAMP_TZ) {
            value = TimeSql.local(operand, from, Dialect.DUCKDB);
        }
        return "%s(%s AS %s)".formatted(function, value, TypeSql.name(to, Dialect.DUCKDB));
    }

    private static boolean isExact(Type.Decimal from, Type to) {
        return to == Type.Simple.DOUBLE
                && from.precision() <= EXACT_DIGITS
                && from.scale() <= EXACT_POWER;
    }

    private static String postgres(String operand, Type from, Type to) {
        String name = TypeSql.name(to, Dialect.POSTGRESQL);
        if (from == Type.Simple.BOOLEAN && to.isInteger()) {
            return "CAST(CAST(%s AS integer) AS %s)".formatted(operand, name);
        }
        if (to == Type.Simple.BOOLEAN) {
            return "(%s <> 0)".formatted(operand);
        }
        if (from == Type.Simple.TIMESTAMP_TZ) {
            return "CAST(%s AS %s)"
                    .formatted(TimeSql.local(operand, from, Dialect.POSTGRESQL), name);
        }
        if (to == Type.Simple.TIMESTAMP_TZ) {
            return "(CAST(%s AS timestamp) AT TIME ZONE 'UTC')".formatted(operand);
        }
        return "CAST(%s AS %s)".formatted(operand, name);
    }
}

package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;

/// Conversions between types.
final class CastSql {
    private static final String INTEGER = "[+-]?[0-9]+";
    private static final String NUMBER =
            "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?";
    private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private static final String TIME = "[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?";
    private static final String TIMESTAMP = DATE + "([ T]" + TIME + ")?";
    private static final String ZONE = "( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?";
    private static final String UUID =
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
    private static final String FLOATING = NUMBER + "|[+-]?(?i:infinity|inf)|(?i:nan)";
    private static final String BOOLEAN = "(?i:true|false|t|f|1|0)";

    private CastSql() {}

    static String render(Expr.Cast cast, String operand, Dialect dialect) {
        Type from = cast.operand().type();
        Type to = cast.type();
        if (from.equals(to)) {
            return operand;
        }
        String type = TypeSql.name(to, dialect);
        String cast1 = cast.onFailure() == Expr.Cast.OnFailure.ERROR ? "CAST" : "TRY_CAST";
        if (dialect == Dialect.POSTGRESQL) {
            return "CAST(%s AS %s)".formatted(operand, type);
        }
        if (from == Type.Simple.VARCHAR) {
            return fromText(cast, operand, cast1, type);
        }
        if (from.isFloating() && to.isInteger()) {
            return "%s(round(%s) AS %s)".formatted(cast1, operand, type);
        }
        if (from == Type.Simple.TIMESTAMP_TZ && to == Type.Simple.TIME) {
            return "CAST(CAST(%s AS TIMESTAMP) AS TIME)".formatted(operand);
        }
        return "%s(%s AS %s)".formatted(cast1, operand, type);
    }

    private static String fromText(Expr.Cast cast, String operand, String function, String type) {
        if (cast.type() == Type.Simple.JSON) {
            return operand;
        }
        String macro =
                cast.onFailure() == Expr.Cast.OnFailure.ERROR ? "trawl_text" : "trawl_text_or_null";
        String text =
                "%s(%s, %s)"
                        .formatted(
                                macro, operand, LiteralSql.text(form(cast.type()), Dialect.DUCKDB));
        String result = "%s(%s AS %s)".formatted(function, text, type);
        return cast.type().isPointInTime() && cast.onFailure() == Expr.Cast.OnFailure.ERROR
                ? "trawl_date(%s)".formatted(result)
                : result;
    }

    private static String form(Type type) {
        return switch (type) {
            case Type.Decimal _ -> NUMBER;
            case Type.Simple s ->
                    switch (s) {
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> INTEGER;
                        case REAL, DOUBLE -> FLOATING;
                        case BOOLEAN -> BOOLEAN;
                        case DATE -> DATE;
                        case TIME -> TIME;
                        case TIMESTAMP -> TIMESTAMP;
                        case TIMESTAMP_TZ -> TIMESTAMP + ZONE;
                        case UUID -> UUID;
                        case VARCHAR, VARBINARY, JSON -> ".*";
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ -> ".*";
        };
    }
}

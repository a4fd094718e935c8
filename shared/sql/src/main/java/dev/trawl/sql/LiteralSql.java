package dev.trawl.sql;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;

/// Constants as SQL text that has exactly their type and value.
final class LiteralSql {
    private LiteralSql() {}

    static String render(Expr.Literal literal, Dialect dialect) {
        Object value = literal.value();
        String type = TypeSql.name(literal.type(), dialect);
        if (value == null) {
            return "CAST(NULL AS %s)".formatted(type);
        }
        return switch (value) {
            case Boolean b -> b ? "TRUE" : "FALSE";
            case String s when literal.type() == Type.Simple.VARCHAR -> text(s, dialect);
            case String s -> "CAST(%s AS %s)".formatted(text(s, dialect), type);
            case Bytes b ->
                    switch (dialect) {
                        case DUCKDB -> "from_hex('%s')".formatted(b.toHex());
                        case POSTGRESQL -> "'\\x%s'::bytea".formatted(b.toHex());
                    };
            default -> "CAST('%s' AS %s)".formatted(Literals.toText(value), type);
        };
    }

    static boolean canRender(Expr.Literal literal, Dialect dialect) {
        if (dialect == Dialect.DUCKDB) {
            return true;
        }
        return switch (literal.type()) {
            case Type.Simple _ ->
                    !(literal.value() instanceof String text) || text.indexOf('\0') < 0;
            case Type.Decimal _ -> true;
            case Type.Array _, Type.Mapping _, Type.Row _ -> false;
        };
    }

    static String text(String value, Dialect dialect) {
        String quoted = value.replace("'", "''");
        return switch (dialect) {
            case DUCKDB ->
                    quoted.indexOf('\0') < 0
                            ? "'" + quoted + "'"
                            : "('" + quoted.replace("\0", "' || chr(0) || '") + "')";
            case POSTGRESQL -> "'" + quoted + "'::text";
        };
    }
}

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
        if (value == null) {
            return "CAST(NULL AS %s)".formatted(TypeSql.name(literal.type(), dialect));
        }
        return switch (literal.type()) {
            case Type.Decimal d ->
                    "CAST('%s' AS %s)".formatted(Literals.toText(value), TypeSql.name(d, dialect));
            case Type.Simple simple -> simple(value, simple, dialect);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no constants of " + literal.type().text());
        };
    }

    private static String simple(Object value, Type.Simple type, Dialect dialect) {
        String text = Literals.toText(value);
        String name = TypeSql.name(type, dialect);
        return switch (type) {
            case BOOLEAN -> value.equals(true) ? "TRUE" : "FALSE";
            case INTEGER -> integer((Long) value, name);
            case TINYINT, SMALLINT, BIGINT -> "CAST(%s AS %s)".formatted(text, name);
            case REAL, DOUBLE, UUID -> "CAST('%s' AS %s)".formatted(text, name);
            case VARCHAR ->
                    switch (dialect) {
                        case DUCKDB -> quoted(text);
                        case POSTGRESQL -> quoted(text) + "::text";
                    };
            case JSON ->
                    switch (dialect) {
                        case DUCKDB -> quoted(text);
                        case POSTGRESQL -> quoted(text) + "::json";
                    };
            case VARBINARY ->
                    switch (dialect) {
                        case DUCKDB -> "from_hex('%s')".formatted(((Bytes) value).toHex());
                        case POSTGRESQL -> "'\\x%s'::bytea".formatted(((Bytes) value).toHex());
                    };
            case DATE -> "DATE '%s'".formatted(text);
            case TIME -> "TIME '%s'".formatted(text);
            case TIMESTAMP -> "TIMESTAMP '%s'".formatted(text);
            case TIMESTAMP_TZ -> "TIMESTAMPTZ '%s'".formatted(text);
        };
    }

    /// A bare number is an integer in both dialects, but the least one would be a negated bigint.
    private static String integer(long value, String type) {
        if (value == Integer.MIN_VALUE) {
            return "CAST(%d AS %s)".formatted(value, type);
        }
        return value < 0 ? "(%d)".formatted(value) : Long.toString(value);
    }

    /// A text constant; only DuckDB's can hold NUL.
    static String quoted(String value) {
        String quoted = "'" + value.replace("'", "''") + "'";
        return quoted.indexOf('\0') < 0
                ? quoted
                : "(" + quoted.replace("\0", "' || chr(0) || '") + ")";
    }
}

package dev.trawl.sql;

import dev.trawl.plan.Type;

/// DuckDB expressions that fail.
final class ErrorSql {
    private ErrorSql() {}

    static String fail(SqlFailure failure, Type type) {
        return "CAST(error('%s') AS %s)"
                .formatted(failure.text(), TypeSql.name(type, Dialect.DUCKDB));
    }

    /// `value`, or the failure where the condition is true.
    static String failWhen(String condition, SqlFailure failure, String value, Type type) {
        return "CASE WHEN %s THEN %s ELSE %s END".formatted(condition, fail(failure, type), value);
    }
}

package dev.trawl.sql;

/// A database's SQL. Sessions must be set up as each constant says.
public enum Dialect {
    /// DuckDB 2.0 with `TimeZone` UTC and `error_on_division_by_zero` on (its default).
    DUCKDB,
    /// PostgreSQL 14 or newer with a UTF-8 database and `TimeZone` UTC, `DateStyle` ISO,
    /// `standard_conforming_strings` on, `extra_float_digits` 1.
    POSTGRESQL
}

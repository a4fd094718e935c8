package dev.trawl.sql;

/// A database's SQL. Sessions must be set up as each constant says.
public enum Dialect {
    /// DuckDB 2.0 with `TimeZone` UTC.
    DUCKDB,
    /// PostgreSQL 14 or newer with a UTF-8 database, `TimeZone` UTC and
    /// `standard_conforming_strings` on.
    POSTGRESQL
}

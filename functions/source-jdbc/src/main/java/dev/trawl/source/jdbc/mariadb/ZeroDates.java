package dev.trawl.source.jdbc.mariadb;

/// What becomes of dates that are none: `0000-00-00`, `2024-00-10`, `2024-02-31`, the year 0.
public enum ZeroDates {
    /// Reading one fails.
    ERROR,
    /// They are NULL, also for filters and groups.
    MISSING
}

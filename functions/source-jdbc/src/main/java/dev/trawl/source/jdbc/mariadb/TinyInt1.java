package dev.trawl.source.jdbc.mariadb;

/// How columns of type `tinyint(1)`, which MariaDB also calls `boolean`, are seen.
public enum TinyInt1 {
    /// As the integers from -128 to 127 that they hold.
    INTEGER,
    /// True if not 0.
    BOOLEAN
}

package dev.trawl.source.jdbc;

/// Which pages of a table are read.
sealed interface Pages permits PageRange, PageSample {
    /// What follows the name of the table; nothing for all pages.
    String clause();
}

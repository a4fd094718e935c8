package dev.trawl.query;

/// Which of its two functions a process of this program is.
public enum Role {
    /// Answers HTTP.
    QUERY,
    /// Takes over what outruns the front.
    EXECUTOR
}

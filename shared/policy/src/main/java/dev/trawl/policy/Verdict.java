package dev.trawl.policy;

/// What a condition says.
enum Verdict {
    TRUE,
    FALSE,
    /// It failed: a missing attribute, a type that does not fit, a limit.
    UNKNOWN
}

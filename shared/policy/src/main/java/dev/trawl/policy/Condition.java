package dev.trawl.policy;

/// A CEL expression that gives a boolean.
///
/// @param names how a name that is not `principal`, `purpose`, `resource` or `request` is read
public record Condition(String text, Names names) {
    static final int CHARACTERS_MAX = 4000;

    /// What bare names are.
    public enum Names {
        /// An error.
        DECLARED,
        /// Attributes of the principal, as in the `conditions` of older policies.
        ATTRIBUTES
    }
}

package dev.trawl.policy;

/// What a rule does where it matches.
public enum Effect {
    /// Lets rows and columns be seen.
    ALLOW,
    /// Forbids the action, or hides columns, whatever else allows them.
    DENY,
    /// Allows nothing; its masks and mandatory filter hold on top of what others allow.
    RESTRICT
}

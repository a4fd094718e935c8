package dev.trawl.policy;

/// What one rule has to do with a table, for people.
///
/// @param rule `policy.rule`
/// @param text why it matched or not, without values of rows
public record RuleFinding(String rule, Effect effect, boolean matched, String text) {}

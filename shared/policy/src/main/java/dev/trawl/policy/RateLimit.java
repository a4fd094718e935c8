package dev.trawl.policy;

/// A rate that a decision is subject to: what is counted is requests of one principal under one
/// rule.
///
/// @param rule `policy.rule`
public record RateLimit(String rule, RateRule rate) {}

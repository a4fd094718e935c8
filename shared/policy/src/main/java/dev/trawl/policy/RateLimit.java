package dev.trawl.policy;

import dev.trawl.protocol.Allowance;
import java.util.Optional;

/// A rate that a decision is subject to: what is counted is what one principal asks for, and what
/// it is given, under one rule.
///
/// @param rule `policy.rule`
public record RateLimit(String rule, RateRule rate) {
    /// What sources are to count; absent if only requests are.
    Optional<Allowance> allowance() {
        return rate.rows() == null && rate.bytes() == null
                ? Optional.empty()
                : Optional.of(new Allowance(rule, rate.rows(), rate.bytes(), rate.per().length()));
    }
}

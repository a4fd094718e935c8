package dev.trawl.policy;

import dev.trawl.protocol.Decision;
import dev.trawl.protocol.GrantedRelation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What policy says of one table.
///
/// @param relation what a grant shows; absent for views, whole sources and what is not permitted
/// @param rates to which requests that are permitted are subject
/// @param findings one per rule that concerns the table, in order of rules' names
public record TableDecision(
        Decision.Outcome outcome,
        @Nullable GrantedRelation relation,
        List<RateLimit> rates,
        List<RuleFinding> findings) {
    /// Without limits on how often.
    public TableDecision(
            Decision.Outcome outcome,
            @Nullable GrantedRelation relation,
            List<RuleFinding> findings) {
        this(outcome, relation, List.of(), findings);
    }

    public TableDecision {
        rates = List.copyOf(rates);
        findings = List.copyOf(findings);
    }
}

package dev.trawl.policy;

import java.util.List;

/// One answer per table, in the order asked.
public record PolicyDecision(List<TableDecision> tables) {
    public PolicyDecision {
        tables = List.copyOf(tables);
    }
}

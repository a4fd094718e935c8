package dev.trawl.source;

import dev.trawl.plan.Relation;

/// Which relations a source evaluates with exactly Trawl's semantics.
@FunctionalInterface
public interface Capabilities {
    /// Whether the source evaluates this node, its expressions included, over inputs that it
    /// evaluates. Scans of base tables are always evaluated.
    boolean evaluates(Relation node);

    /// Whether expressions of select lists, aggregates and their filters are computed only for rows
    /// that passed every filter and join below them. Only then does the source get expressions that
    /// can fail.
    default boolean computesOnlyPassedRows() {
        return false;
    }
}

package dev.trawl.source;

import dev.trawl.plan.Relation;

/// Which relations a source evaluates with exactly Trawl's semantics.
@FunctionalInterface
public interface Capabilities {
    /// Whether the source evaluates this node, its expressions included, over inputs that it evaluates.
    /// Scans of base tables are always evaluated.
    boolean evaluates(Relation node);
}

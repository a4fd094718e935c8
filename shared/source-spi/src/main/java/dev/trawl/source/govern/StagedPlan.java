package dev.trawl.source.govern;

import dev.trawl.plan.Relation;
import java.util.List;

/// A fragment cut into its stages.
///
/// @param leaves governed rows, by the number of their {@link Relation.Received} in `rest`
/// @param rest what the local evaluator does over them
public record StagedPlan(List<Leaf> leaves, Relation rest) {
    public StagedPlan {
        leaves = List.copyOf(leaves);
    }

    /// Whether the one leaf's rows are the answer.
    public boolean isOneLeaf() {
        return rest instanceof Relation.Received;
    }
}

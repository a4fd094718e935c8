package dev.trawl.engine;

import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import java.util.function.UnaryOperator;

/// The leaves of plans.
public final class Leaves {
    private Leaves() {}

    /// The same relation over other leaves (scans, what was received, constants), which must have
    /// the same types. Leaves are visited from left to right, each as often as it occurs.
    public static Relation map(Relation relation, UnaryOperator<Relation> leaf) {
        return relation.inputs().isEmpty()
                ? leaf.apply(relation)
                : Relations.mapInputs(relation, i -> map(i, leaf));
    }

    static boolean hasScan(Relation relation) {
        return relation instanceof Relation.Scan
                || relation.inputs().stream().anyMatch(Leaves::hasScan);
    }

    static boolean hasJoin(Relation relation) {
        return relation instanceof Relation.Join
                || relation.inputs().stream().anyMatch(Leaves::hasJoin);
    }
}

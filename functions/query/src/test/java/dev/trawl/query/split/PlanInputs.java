package dev.trawl.query.split;

import dev.trawl.plan.Relation;
import java.util.List;

/// Replaces inputs of relations, for fakes.
public final class PlanInputs {
    private PlanInputs() {}

    public static Relation over(Relation relation, List<Relation> inputs) {
        return Plans.over(relation, inputs);
    }
}

package dev.trawl.query.split;

import dev.trawl.plan.Relation;
import java.util.List;

/// A plan, cut.
///
/// @param fragments numbered from 0
/// @param assembly over what the fragments give; reads each at least once
public record SplitPlan(List<Fragment> fragments, Relation assembly) {
    public SplitPlan {
        fragments = List.copyOf(fragments);
        for (int i = 0; i < fragments.size(); i++) {
            if (fragments.get(i).number() != i) {
                throw new IllegalArgumentException("fragments are numbered from 0");
            }
        }
    }

    /// Whether one fragment's rows are the answer, as they come.
    public boolean isPassThrough() {
        return assembly instanceof Relation.Received;
    }
}

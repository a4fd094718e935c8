package dev.trawl.calcite;

import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.tools.RelBuilder;

/// Relations that were correlated until the condition that named the outer row turned out to hold
/// never: they are joined with every row. Calcite leaves them.
final class FreeCorrelates {
    private FreeCorrelates() {}

    static RelNode joined(RelNode node, RelBuilder builder) {
        List<RelNode> inputs = node.getInputs().stream().map(i -> joined(i, builder)).toList();
        RelNode done =
                inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
        return done instanceof Correlate correlate
                        && !RelOptUtil.getVariablesUsed(correlate.getRight())
                                .contains(correlate.getCorrelationId())
                ? builder.push(correlate.getLeft())
                        .push(correlate.getRight())
                        .join(correlate.getJoinType(), builder.literal(true))
                        .build()
                : done;
    }
}

package dev.trawl.calcite;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Project;

/// Refuses window functions over rows that an outer query chooses: without the correlation their
/// partitions would hold the rows of all outer rows.
final class CorrelatedWindows {
    private CorrelatedWindows() {}

    static void refuse(RelNode node) {
        if (node instanceof Correlate correlate) {
            refuse(correlate.getRight(), correlate.getCorrelationId());
        }
        node.getInputs().forEach(CorrelatedWindows::refuse);
    }

    private static void refuse(RelNode node, CorrelationId outer) {
        if (node instanceof Project project
                && project.containsOver()
                && RelOptUtil.getVariablesUsed(project).contains(outer)) {
            throw Errors.notSupported(
                    "a window function in a subquery over rows that the outer query chooses");
        }
        node.getInputs().forEach(input -> refuse(input, outer));
    }
}

package dev.trawl.calcite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.SubQueryRemoveRule;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.tools.RelBuilder;

/// Subqueries in expressions as joins with what they depend on, the innermost first. A subquery
/// depends on rows of the query that it stands in; where it names columns of queries further out,
/// those are left for their own joins.
final class Subqueries {
    private static final List<SubQueryRemoveRule> RULES =
            List.of(
                    CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
                    CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
                    CoreRules.JOIN_SUB_QUERY_TO_CORRELATE);

    private Subqueries() {}

    static RelNode remove(RelNode node) {
        return remove(node, Set.of());
    }

    private static RelNode remove(RelNode node, Set<CorrelationId> outer) {
        return node instanceof Project project && project.containsOver()
                ? removed(belowWindows(project), outer)
                : removed(node, outer);
    }

    /// Calcite does not look for subqueries in windows: they become columns below them.
    private static RelNode belowWindows(Project project) {
        List<RexSubQuery> subqueries = new ArrayList<>();
        project.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery subquery) {
                        subqueries.add(subquery);
                        return subquery;
                    }
                });
        if (subqueries.isEmpty()) {
            return project;
        }
        RelNode input = project.getInput();
        RexBuilder rex = project.getCluster().getRexBuilder();
        int width = input.getRowType().getFieldCount();
        List<RexNode> columns = new ArrayList<>(rex.identityProjects(input.getRowType()));
        columns.addAll(subqueries);
        RelNode below =
                LogicalProject.create(
                        input, List.of(), columns, (List<String>) null, project.getVariablesSet());
        List<RexNode> values =
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery subquery) {
                        return rex.makeInputRef(below, width + subqueries.indexOf(subquery));
                    }
                }.visitList(project.getProjects());
        return LogicalProject.create(
                below, List.of(), values, project.getRowType().getFieldNames(), Set.of());
    }

    private static RelNode removed(RelNode node, Set<CorrelationId> outer) {
        List<RelNode> inputs =
                node.getInputs().stream().map(i -> remove(i, scope(node, i, outer))).toList();
        RelNode over =
                inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
        Finder finder = new Finder(with(outer, node.getVariablesSet()));
        RelNode flat = over.accept(finder);
        return finder.isFound ? joined(flat, outer) : over;
    }

    @SuppressWarnings("ReferenceEquality")
    private static Set<CorrelationId> scope(RelNode node, RelNode input, Set<CorrelationId> outer) {
        return node instanceof Correlate correlate && correlate.getRight() == input
                ? with(outer, Set.of(correlate.getCorrelationId()))
                : outer;
    }

    private static Set<CorrelationId> with(Set<CorrelationId> some, Set<CorrelationId> more) {
        Set<CorrelationId> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    private static RelNode joined(RelNode node, Set<CorrelationId> outer) {
        List<RelOptRule> rules =
                RULES.stream().<RelOptRule>map(r -> new OwnRows(r.config, outer)).toList();
        HepPlanner planner =
                new HepPlanner(new HepProgramBuilder().addRuleCollection(rules).build());
        planner.setRoot(node);
        return planner.findBestExp();
    }

    /// Makes joins in the subqueries of an expression.
    private static final class Finder extends RexShuttle {
        private final Set<CorrelationId> outer;
        private boolean isFound;

        Finder(Set<CorrelationId> outer) {
            this.outer = outer;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subquery) {
            isFound = true;
            RexNode sides = super.visitSubQuery(subquery);
            return sides instanceof RexSubQuery same ? same.clone(remove(same.rel, outer)) : sides;
        }
    }

    /// The rule, for variables of the query that the subquery stands in.
    private static final class OwnRows extends SubQueryRemoveRule {
        private final Set<CorrelationId> outer;

        OwnRows(Config config, Set<CorrelationId> outer) {
            super(config);
            this.outer = outer;
        }

        @Override
        protected RexNode apply(
                RexSubQuery subquery,
                Set<CorrelationId> variables,
                RelOptUtil.Logic logic,
                RelBuilder builder,
                int inputs,
                int offset,
                int index) {
            Set<CorrelationId> own = new HashSet<>(variables);
            own.removeAll(outer);
            return super.apply(subquery, own, logic, builder, inputs, offset, index);
        }
    }
}

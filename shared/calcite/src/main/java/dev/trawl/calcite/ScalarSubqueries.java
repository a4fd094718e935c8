package dev.trawl.calcite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.tools.RelBuilder;

/// Correlated relations in forms that stay right without the correlation.
///
/// A scalar subquery that may give several rows becomes its least value and its number of rows; a
/// check of that number stands above the join with the outer rows. Below it, once the correlation
/// is a group per key, it would fail for keys that no outer row has.
///
/// A lateral aggregate without keys gives one row for each outer row, also for nothing: an outer
/// join keeps those rows.
final class ScalarSubqueries {
    private final RelBuilder builder;

    ScalarSubqueries(RelBuilder builder) {
        this.builder = builder;
    }

    RelNode rewrite(RelNode node) {
        List<RelNode> inputs = node.getInputs().stream().map(this::rewrite).toList();
        RelNode done =
                inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
        if (done instanceof Correlate correlate
                && correlate.getJoinType() == JoinRelType.INNER
                && givesOneRow(correlate.getRight())) {
            return outer(correlate);
        }
        boolean isOuter =
                done instanceof Correlate correlate && correlate.getJoinType() == JoinRelType.LEFT
                        || done instanceof Join join && join.getJoinType() == JoinRelType.LEFT;
        return isOuter
                        && done.getInput(1) instanceof Aggregate aggregate
                        && isSingleValue(aggregate)
                ? checked(done, aggregate)
                : done;
    }

    private static boolean givesOneRow(RelNode node) {
        return node instanceof Project project && !project.containsOver()
                ? givesOneRow(project.getInput())
                : node instanceof Aggregate aggregate
                        && aggregate.getGroupType() == Aggregate.Group.SIMPLE
                        && aggregate.getGroupSet().isEmpty();
    }

    private RelNode outer(Correlate correlate) {
        RelNode outer =
                correlate.copy(
                        correlate.getTraitSet(),
                        correlate.getLeft(),
                        correlate.getRight(),
                        correlate.getCorrelationId(),
                        correlate.getRequiredColumns(),
                        JoinRelType.LEFT);
        return builder.push(outer).convert(correlate.getRowType(), true).build();
    }

    private static boolean isSingleValue(Aggregate aggregate) {
        return aggregate.getGroupSet().isEmpty()
                && aggregate.getAggCallList().size() == 1
                && aggregate.getAggCallList().getFirst().getAggregation().getKind()
                        == SqlKind.SINGLE_VALUE;
    }

    private RelNode checked(RelNode join, Aggregate aggregate) {
        AggregateCall only = aggregate.getAggCallList().getFirst();
        RelDataType type = aggregate.getRowType().getFieldList().getFirst().getType();
        if (type.getSqlTypeName() == SqlTypeName.OTHER || SqlTypeUtil.isInterval(type)) {
            throw Errors.notSupported("a scalar subquery of a type that has no order");
        }
        builder.push(aggregate.getInput());
        RelBuilder.AggCall least =
                builder.aggregateCall(
                        SqlStdOperatorTable.MIN, builder.field(only.getArgList().getFirst()));
        RelNode counted =
                builder.aggregate(builder.groupKey(), least, builder.countStar("rows")).build();
        RelNode joined = join.copy(join.getTraitSet(), List.of(join.getInput(0), counted));
        builder.push(joined);
        List<RexNode> columns = new ArrayList<>();
        List<RelDataTypeField> fields = join.getRowType().getFieldList();
        int last = fields.size() - 1;
        for (int i = 0; i < last; i++) {
            columns.add(builder.field(i));
        }
        columns.add(
                builder.getRexBuilder()
                        .makeCall(
                                fields.get(last).getType(),
                                Operators.ONLY_VALUE,
                                List.of(builder.field(last), builder.field(last + 1))));
        return builder.project(columns, join.getRowType().getFieldNames(), true).build();
    }
}

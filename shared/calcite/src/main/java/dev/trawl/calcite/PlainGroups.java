package dev.trawl.calcite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/// Says groups so that Calcite's decorrelator keeps their meaning. It leaves out keys that are
/// constants: groups by nothing else become one of all rows, which is there without rows, so that
/// EXISTS would hold of nothing; and other keys move to places that are not theirs. So it must not
/// see that they are constants. And it moves the arguments of aggregates, but not what they are
/// ordered by: so that is among the arguments, too.
final class PlainGroups {
    private final RexBuilder rex;

    PlainGroups(RexBuilder rex) {
        this.rex = rex;
    }

    RelNode rewrite(RelNode rel) {
        List<RelNode> inputs = rel.getInputs().stream().map(this::rewrite).toList();
        RelNode same = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
        return switch (same) {
            case LogicalAggregate aggregate -> plain(aggregate);
            case LogicalCorrelate correlate -> plain(correlate);
            default -> same;
        };
    }

    /// Aggregates that the other side depends on look like any other value: the decorrelator takes
    /// them for keys. Nor must it see that they come from an outer join by what they are equal to:
    /// it takes them for not NULL, which rows without a match may be.
    private RelNode plain(LogicalCorrelate correlate) {
        RelNode left = correlate.getLeft();
        List<RexNode> columns = new ArrayList<>();
        boolean isOuter = isOuter(left);
        boolean isChanged = false;
        for (int i = 0; i < left.getRowType().getFieldCount(); i++) {
            RexNode column = rex.makeInputRef(left, i);
            boolean isHidden =
                    correlate.getRequiredColumns().get(i) && (isOuter || isAggregate(left, i));
            isChanged |= isHidden;
            columns.add(
                    isHidden
                            ? rex.makeCall(column.getType(), Operators.SAME, List.of(column))
                            : column);
        }
        return isChanged
                ? correlate.copy(
                        correlate.getTraitSet(),
                        List.of(
                                LogicalProject.create(
                                        left, List.of(), columns, left.getRowType(), Set.of()),
                                correlate.getRight()))
                : correlate;
    }

    private static boolean isOuter(RelNode node) {
        return switch (node) {
            case Join join when join.getJoinType().isOuterJoin() -> true;
            case Correlate correlate when correlate.getJoinType().isOuterJoin() -> true;
            default -> node.getInputs().stream().anyMatch(PlainGroups::isOuter);
        };
    }

    private static boolean isAggregate(RelNode node, int column) {
        return switch (node) {
            case Aggregate aggregate ->
                    column >= aggregate.getGroupCount()
                            || isAggregate(
                                    aggregate.getInput(), aggregate.getGroupSet().nth(column));
            case Project project ->
                    project.getProjects().get(column) instanceof RexInputRef below
                            && isAggregate(project.getInput(), below.getIndex());
            case BiRel pair -> {
                int width = pair.getLeft().getRowType().getFieldCount();
                yield column < width
                        ? isAggregate(pair.getLeft(), column)
                        : isAggregate(pair.getRight(), column - width);
            }
            case SingleRel single -> isAggregate(single.getInput(), column);
            default -> false;
        };
    }

    private RelNode plain(LogicalAggregate aggregate) {
        RelNode input = aggregate.getInput();
        return aggregate.copy(
                aggregate.getTraitSet(),
                hidden(aggregate, input),
                aggregate.getGroupSet(),
                aggregate.getGroupSets(),
                aggregate.getAggCallList().stream().map(PlainGroups::ordered).toList());
    }

    /// With the keys of its order after its own arguments.
    private static AggregateCall ordered(AggregateCall call) {
        List<Integer> arguments = new ArrayList<>(call.getArgList());
        call.getCollation().getFieldCollations().forEach(k -> arguments.add(k.getFieldIndex()));
        return call.withArgList(arguments);
    }

    private RelNode hidden(LogicalAggregate aggregate, RelNode input) {
        List<RexNode> columns =
                new ArrayList<>(
                        input instanceof Project project
                                ? project.getProjects()
                                : rex.identityProjects(input.getRowType()));
        boolean isChanged = false;
        for (int key : aggregate.getGroupSet()) {
            if (isConstant(input, key)) {
                RexNode column = columns.get(key);
                columns.set(key, rex.makeCall(column.getType(), Operators.SAME, List.of(column)));
                isChanged = true;
            }
        }
        RelNode below = input instanceof Project project ? project.getInput() : input;
        return isChanged
                ? LogicalProject.create(below, List.of(), columns, input.getRowType(), Set.of())
                : input;
    }

    private static boolean isConstant(RelNode node, int column) {
        return switch (node) {
            case Project project ->
                    project.getProjects().get(column) instanceof RexLiteral
                            || project.getProjects().get(column) instanceof RexInputRef below
                                    && isConstant(project.getInput(), below.getIndex());
            case Filter filter -> isConstant(filter.getInput(), column);
            case Sort sort -> isConstant(sort.getInput(), column);
            default -> false;
        };
    }
}

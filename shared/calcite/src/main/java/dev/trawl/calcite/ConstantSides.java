package dev.trawl.calcite;

import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;

/// Hides that what is looked for in a subquery is a constant. Calcite compares constants apart from
/// the rows that the subquery is correlated with, and takes NULL for unknown although nothing is in
/// an empty subquery.
final class ConstantSides {
    private final RexBuilder rex;

    ConstantSides(RexBuilder rex) {
        this.rex = rex;
    }

    RelNode hide(RelNode rel) {
        List<RelNode> inputs = rel.getInputs().stream().map(this::hide).toList();
        RelNode same = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
        return same.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery subquery) {
                        List<RexNode> sides =
                                subquery.getOperands().stream().map(s -> hidden(s)).toList();
                        return subquery.clone(hide(subquery.rel)).clone(subquery.getType(), sides);
                    }
                });
    }

    private RexNode hidden(RexNode side) {
        return RexUtil.isLiteral(side, true)
                ? rex.makeCall(side.getType(), Operators.SAME, List.of(side))
                : side;
    }
}

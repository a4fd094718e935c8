package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/// An aggregate over several sets of keys as the union of one aggregate for each, in which the keys
/// of other sets are NULL.
final class GroupingSets {
    private static final int SETS_MAX = 64;

    private GroupingSets() {}

    /// @param simple the aggregate of the input by the keys of one set, with the calls given: their
    ///   columns follow the keys
    static Relation union(
            Aggregate aggregate,
            Relation input,
            BiFunction<List<Integer>, List<AggregateCall>, Relation> simple) {
        List<ImmutableBitSet> sets = aggregate.getGroupSets();
        if (sets.size() > SETS_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "GROUP BY has %d sets of keys, the limit is %d"
                            .formatted(sets.size(), SETS_MAX));
        }
        List<AggregateCall> calls =
                aggregate.getAggCallList().stream().filter(c -> !isOfSet(c)).toList();
        List<Relation> inputs = new ArrayList<>();
        for (ImmutableBitSet set : sets) {
            Relation grouped = simple.apply(set.asList(), calls);
            inputs.add(new Relation.Project(grouped, columns(aggregate, input, set, grouped)));
        }
        return inputs.size() == 1 ? inputs.getFirst() : new Relation.Union(inputs);
    }

    private static List<NamedExpr> columns(
            Aggregate aggregate, Relation input, ImmutableBitSet set, Relation grouped) {
        List<String> names = aggregate.getRowType().getFieldNames();
        List<NamedExpr> columns = new ArrayList<>();
        for (int key : aggregate.getGroupSet()) {
            Field field = input.fields().get(key);
            Expr value =
                    set.get(key)
                            ? Expressions.column(grouped, set.asList().indexOf(key))
                            : Literals.ofNull(field.type());
            columns.add(new NamedExpr(names.get(columns.size()), value));
        }
        int next = set.cardinality();
        for (AggregateCall call : aggregate.getAggCallList()) {
            Expr value =
                    isOfSet(call)
                            ? Literals.of(grouping(call, set))
                            : Expressions.column(grouped, next++);
            columns.add(new NamedExpr(names.get(columns.size()), value));
        }
        return columns;
    }

    /// Whether a call tells of the set, not of rows.
    static boolean isOfSet(AggregateCall call) {
        return call.getAggregation().getKind() == SqlKind.GROUPING
                || call.getAggregation().getName().equals("GROUPING_ID");
    }

    /// A bit per argument, the last one lowest: 1 where the set does not group by it.
    private static long grouping(AggregateCall call, ImmutableBitSet set) {
        long bits = 0;
        for (int column : call.getArgList()) {
            bits = bits << 1 | (set.get(column) ? 0 : 1);
        }
        return bits;
    }
}

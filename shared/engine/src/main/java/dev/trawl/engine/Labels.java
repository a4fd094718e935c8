package dev.trawl.engine;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Support;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Looks at a plan before it is rendered.
final class Labels {
    private Labels() {}

    /// How often each received input is read.
    static SortedMap<Integer, Integer> uses(Relation plan) {
        SortedMap<Integer, Integer> uses = new TreeMap<>();
        count(plan, uses);
        return uses;
    }

    private static void count(Relation plan, SortedMap<Integer, Integer> uses) {
        if (plan instanceof Relation.Received received) {
            uses.merge(received.fragment(), 1, Integer::sum);
        }
        plan.inputs().forEach(input -> count(input, uses));
        if (plan instanceof Relation.Recursion recursion) {
            // A step is made again and again.
            count(recursion.step(), uses);
        }
    }

    /// Columns of a leaf as they are called in the session: by position, so that names may repeat.
    static List<Field> byPosition(List<Field> fields) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> new Field("c" + i, fields.get(i).type()))
                .toList();
    }

    /// The same plan with the columns of its leaves named by position, so that names may repeat and
    /// meet no name that rendered SQL uses itself.
    ///
    /// @param scans gets the scan that each renamed one stands for, by identity
    static Relation rename(Relation plan, IdentityHashMap<Relation, Relation.Scan> scans) {
        return Leaves.map(
                plan,
                leaf ->
                        switch (leaf) {
                            case Relation.Received r ->
                                    new Relation.Received(r.fragment(), byPosition(r.fields()));
                            case Relation.Scan s -> {
                                Relation named =
                                        new Relation.Scan(s.table(), byPosition(s.fields()));
                                scans.put(named, s);
                                yield named;
                            }
                            default -> leaf;
                        });
    }

    /// @throws TrawlException NOT_SUPPORTED if the evaluator has no exact form for a part of the
    ///   plan
    static void requireSupported(Relation plan) {
        if (!Support.supports(plan, Dialect.DUCKDB)) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "the evaluator has no exact form for an expression of this query (%s); cast its operands to narrower types"
                            .formatted(name(plan)));
        }
        plan.inputs().forEach(Labels::requireSupported);
    }

    private static String name(Relation node) {
        return switch (node) {
            case Relation.Filter f -> "a filter" + suffix(f.predicate());
            case Relation.Project _ -> "a select list";
            case Relation.Join _ -> "a join condition";
            case Relation.Aggregate _ -> "an aggregate";
            case Relation.Window _ -> "a window function";
            case Relation.Sort _ -> "an order";
            case Relation.Values _ -> "constant rows";
            case Relation.Scan _,
                    Relation.Received _,
                    Relation.Limit _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    "its columns";
        };
    }

    private static String suffix(Expr predicate) {
        return predicate instanceof Expr.Call call ? " with " + call.function().text() : "";
    }
}

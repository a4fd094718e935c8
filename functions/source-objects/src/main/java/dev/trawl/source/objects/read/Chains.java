package dev.trawl.source.objects.read;

import dev.trawl.engine.Leaves;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.List;

/// A relation cut above each scan's own filters and projections, which can be evaluated over some
/// files at a time.
///
/// @param chains of scans from left to right; each scan has a name of its own
/// @param rest over {@link Relation.Received} of the chains' numbers
record Chains(List<Relation> chains, Relation rest) {
    Chains {
        chains = List.copyOf(chains);
    }

    /// @param relation as {@link #named} gave it
    static Chains of(Relation relation) {
        List<Relation> chains = new ArrayList<>();
        Relation rest = cut(relation, chains);
        return new Chains(chains, rest);
    }

    private static Relation cut(Relation relation, List<Relation> chains) {
        if (isChain(relation)) {
            chains.add(relation);
            return new Relation.Received(chains.size() - 1, relation.fields());
        }
        return Relations.withInputs(
                relation, relation.inputs().stream().map(i -> cut(i, chains)).toList());
    }

    private static boolean isChain(Relation relation) {
        return switch (relation) {
            case Relation.Scan _ -> true;
            case Relation.Filter f -> isChain(f.input());
            case Relation.Project p -> isChain(p.input());
            case Relation.Received _,
                    Relation.Values _,
                    Relation.Join _,
                    Relation.Aggregate _,
                    Relation.Sort _,
                    Relation.Window _,
                    Relation.Limit _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    false;
        };
    }

    /// The relation with its scans named by number, from left to right: two scans of one table may
    /// need different files.
    static Relation named(Relation relation) {
        List<Relation> seen = new ArrayList<>();
        return Leaves.map(
                relation,
                leaf -> {
                    if (!(leaf instanceof Relation.Scan scan)) {
                        return leaf;
                    }
                    seen.add(leaf);
                    return new Relation.Scan(
                            new TableName("scan", "number", String.valueOf(seen.size() - 1)),
                            scan.fields());
                });
    }

    static int number(Relation.Scan named) {
        return Integer.parseInt(named.table().table());
    }
}

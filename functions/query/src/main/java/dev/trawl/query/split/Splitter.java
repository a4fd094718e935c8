package dev.trawl.query.split;

import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Cuts a plan into the largest fragments per source. Every source can evaluate the whole algebra,
/// so a subtree whose tables lie in one source is a fragment; what has no table stays in the
/// assembly, unless it is joined inside a fragment, and so do recursions. Fragments that are equal
/// are one.
public final class Splitter {
    private final int fragmentsMax;

    public Splitter(int fragmentsMax) {
        this.fragmentsMax = fragmentsMax;
    }

    /// @throws TrawlException SPLITS_LIMIT_EXCEEDED if there would be more fragments than allowed
    public SplitPlan split(Relation plan) {
        List<Fragment> fragments = new ArrayList<>();
        Relation assembly = cut(LimitPushdown.apply(plan), fragments);
        SplitPlan split = EqualFragments.merge(Trimmer.trim(new SplitPlan(fragments, assembly)));
        if (split.fragments().size() > fragmentsMax) {
            throw new TrawlException(
                    ErrorCode.SPLITS_LIMIT_EXCEEDED,
                    "the query falls into %d fragments, the limit is %d"
                            .formatted(split.fragments().size(), fragmentsMax));
        }
        return split;
    }

    private static Relation cut(Relation relation, List<Fragment> fragments) {
        if (recurs(relation)) {
            return Relations.mapInputs(relation, input -> cut(input, fragments));
        }
        Set<String> sources = sources(relation);
        return switch (sources.size()) {
            case 0 -> relation;
            case 1 -> {
                int number = fragments.size();
                fragments.add(new Fragment(number, sources.iterator().next(), relation));
                yield new Relation.Received(number, relation.fields());
            }
            default -> Relations.mapInputs(relation, input -> cut(input, fragments));
        };
    }

    /// Recursions are the assembly's; what their steps read without them is fetched once.
    private static boolean recurs(Relation relation) {
        return relation instanceof Relation.Recursion
                || relation instanceof Relation.Previous
                || relation.inputs().stream().anyMatch(Splitter::recurs);
    }

    private static Set<String> sources(Relation relation) {
        Set<String> sources = new TreeSet<>();
        Relations.forEach(
                relation,
                r -> {
                    if (r instanceof Relation.Scan scan) {
                        sources.add(scan.table().source());
                    }
                });
        return sources;
    }
}

package dev.trawl.query.split;

import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Chooses dynamic filters: fragments that are estimated small run first, and limit those that they
/// spare many rows. A fragment that was limited may in turn limit others.
///
/// @param estimates made of nothing that the principal may not know
/// @param untouched tables whose fragments run as they are
/// @param keysMax estimated rows of a fragment that limits others
/// @param sparedMin rows that a filter is estimated to spare; 0 for every filter that is legal
public record KeyFilterChoice(
        RowEstimates estimates, Set<TableName> untouched, long keysMax, long sparedMin) {
    /// Rows that a key must spare.
    private static final double KEY_COST = 2;

    /// The part of the rows that filters leave where that alone makes a filter worth waiting for,
    /// since how many rows there are is not known.
    private static final double SHARE_MAX = 0.25;

    public KeyFilterChoice {
        untouched = Set.copyOf(untouched);
    }

    /// No fragment waits, directly or not, for itself.
    public List<KeyFilter> choose(SplitPlan plan) {
        if (plan.fragments().size() < 2) {
            return List.of();
        }
        List<KeyFilter> candidates = KeyFilterCandidates.of(plan);
        Map<Integer, RowEstimates.Size> open = new TreeMap<>();
        plan.fragments().forEach(f -> open.put(f.number(), estimates.of(f.relation())));
        List<KeyFilter> chosen = new ArrayList<>();
        while (open.size() > 1 && !candidates.isEmpty()) {
            Map.Entry<Integer, RowEstimates.Size> first =
                    open.entrySet().stream()
                            .min(
                                    Comparator.comparingDouble(
                                            e -> rank(plan, candidates, e.getKey(), e.getValue())))
                            .orElseThrow();
            int smallest = first.getKey();
            RowEstimates.Size size = first.getValue();
            open.remove(smallest);
            Set<Integer> limited = new TreeSet<>();
            for (KeyFilter filter : candidates) {
                RowEstimates.Size other = open.get(filter.to());
                if (filter.from() == smallest && other != null && pays(plan, filter, size, other)) {
                    chosen.add(filter);
                    limited.add(filter.to());
                }
            }
            limited.forEach(n -> open.computeIfPresent(n, (_, s) -> s.times(size.share())));
        }
        return List.copyOf(chosen);
    }

    /// Fewer first. Where tables have a size that is not known, such as those of which policy hides
    /// rows, what is known is sometimes that there are few keys.
    private double rank(
            SplitPlan plan, List<KeyFilter> candidates, int fragment, RowEstimates.Size size) {
        return size.isGuess() && size.share() <= SHARE_MAX
                ? candidates.stream()
                        .filter(c -> c.from() == fragment)
                        .mapToDouble(c ->
                                estimates.valuesMax(
                                        plan.fragments().get(fragment).relation(), c.fromColumn()))
                        .reduce(size.rows(), Math::min)
                : size.rows();
    }

    private boolean pays(
            SplitPlan plan, KeyFilter filter, RowEstimates.Size from, RowEstimates.Size to) {
        return from.rows() <= keysMax
                && plan.fragments().get(filter.to()).tables().stream()
                        .noneMatch(untouched::contains)
                && (sparedMin == 0
                        || spares(from, to)
                        || (from.isGuess() || to.isGuess()) && from.share() <= SHARE_MAX);
    }

    /// A key costs about as much as a row, where it comes from and where it goes.
    private boolean spares(RowEstimates.Size from, RowEstimates.Size to) {
        return to.rows() * (1 - from.share())
                >= Math.max((double) sparedMin, KEY_COST * from.rows());
    }
}

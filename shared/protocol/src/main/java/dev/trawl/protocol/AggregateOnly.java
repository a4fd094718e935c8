package dev.trawl.protocol;

import java.util.List;

/// A relation of which only figures over groups are shown: counts, sums and averages of groups in
/// which enough different things are counted. Differencing, the figures of two questions subtracted
/// from each other, is not defended.
///
/// @param groupMin how many different things a group has at least; smaller groups are left out
/// @param units indexes of {@link GrantedRelation#inputs()} that tell things apart, each on its
///   own; none if every row is a thing
/// @param dimensions names of the visible columns that predicates and group keys may use
public record AggregateOnly(int groupMin, List<Integer> units, List<String> dimensions) {
    public static final int GROUP_MIN_MAX = 1_000_000;

    public AggregateOnly {
        units = List.copyOf(units);
        dimensions = List.copyOf(dimensions);
        if (groupMin < 2 || groupMin > GROUP_MIN_MAX) {
            throw new IllegalArgumentException(
                    "a minimum group size is 2 to %d, not %d".formatted(GROUP_MIN_MAX, groupMin));
        }
    }
}

package dev.trawl.policy;

import dev.trawl.protocol.AggregateOnly;
import java.util.List;

/// That of a table only figures over groups are shown.
///
/// @param groupMin how many different things a group has at least
/// @param units names of columns that tell things apart; none if every row is a thing
/// @param dimensions names of the columns that predicates and group keys may use
public record AggregateRule(int groupMin, List<String> units, List<String> dimensions) {
    public AggregateRule {
        units = List.copyOf(units);
        dimensions = List.copyOf(dimensions);
        if (groupMin < 2 || groupMin > AggregateOnly.GROUP_MIN_MAX) {
            throw new IllegalArgumentException(
                    "a minimum group size is 2 to %d, not %d"
                            .formatted(AggregateOnly.GROUP_MIN_MAX, groupMin));
        }
    }

    String describe() {
        String things = units.isEmpty() ? "rows" : "different " + String.join(" and ", units);
        return "only counts, sums and averages of groups of at least %d %s, by %s"
                .formatted(
                        groupMin,
                        things,
                        dimensions.isEmpty()
                                ? "nothing: the whole table is one group"
                                : String.join(", ", dimensions));
    }
}

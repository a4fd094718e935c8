package dev.trawl.policy;

import dev.trawl.protocol.Action;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One rule of a policy.
///
/// @param policy name of the policy it is in
/// @param purposes for which it holds; empty for every purpose, and for none declared
/// @param columns that an allowing rule shows, or a denying one hides; absent for all of a table
/// @param destinations to which data may go for the rule to hold; empty for every place, and none
/// @param locations from where requests come for the rule to hold
/// @param conditions CEL, all to be true
/// @param rowFilter SQL; absent for all rows
/// @param mandatoryFilter SQL; AND-ed on top of everything
/// @param aggregateOnly absent where rows may be shown
/// @param rowsMax how many rows an answer may have; absent for any number
/// @param rate how often data may be asked for, and how much given; absent for any number
public record Rule(
        String policy,
        String name,
        Effect effect,
        Set<Action> actions,
        List<ResourceSelector> resources,
        @Nullable ColumnSelector columns,
        SubjectSelector subjects,
        Set<String> purposes,
        List<Glob> destinations,
        LocationSelector locations,
        List<Condition> conditions,
        @Nullable FilterText rowFilter,
        @Nullable FilterText mandatoryFilter,
        List<MaskRule> masks,
        @Nullable AggregateRule aggregateOnly,
        @Nullable Long rowsMax,
        @Nullable RateRule rate) {
    public Rule {
        actions = Set.copyOf(actions);
        resources = List.copyOf(resources);
        purposes = Set.copyOf(purposes);
        destinations = List.copyOf(destinations);
        conditions = List.copyOf(conditions);
        masks = List.copyOf(masks);
    }

    /// `policy.rule`, unique in a policy set.
    public String id() {
        return policy + "." + name;
    }

    ColumnSelector shown() {
        return columns == null ? ColumnSelector.ALL : columns;
    }
}

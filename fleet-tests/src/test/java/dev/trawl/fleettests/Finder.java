package dev.trawl.fleettests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds a query that tells two worlds apart, and makes it and the worlds smaller as long as it
/// does.
final class Finder {
    private final WorldStore store;
    private final Twins twins;
    private final Effort effort;

    /// @param worlds with fewer rows that are tried at most
    record Effort(ShrunkSql.Effort sql, int worlds) {}

    Finder(WorldStore store, Twins twins, Effort effort) {
        this.store = store;
        this.twins = twins;
        this.effort = effort;
    }

    /// What was found, for people.
    ///
    /// @param sql as short as it could be made
    record Found(String sql, int policy, HiddenWorld world) {
        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder(
                            "%s\nunder policy %d of seed %d\n"
                                    .formatted(sql, policy, world.seed()));
            for (Map.Entry<String, TwinRows> table : world.tables().entrySet()) {
                for (Side side : Side.values()) {
                    text.append(
                            "%s %s %s\n"
                                    .formatted(side, table.getKey(), table.getValue().of(side)));
                }
            }
            return text.toString();
        }
    }

    /// The first of the queries that is answered differently in the worlds, which the fleet is in
    /// afterwards.
    Optional<Found> find(HiddenWorld world, List<Asked> queries) throws Exception {
        store.enter(world);
        int found = twins.differ(queries).indexOf(true);
        if (found < 0) {
            return Optional.empty();
        }
        Asked asked = queries.get(found);
        String sql =
                asked.choices().isEmpty()
                        ? asked.sql()
                        : new ShrunkSql(some -> differ(some, asked.policy()), effort.sql())
                                .of(asked.choices());
        return Optional.of(
                new Found(
                        sql,
                        asked.policy(),
                        shrunk(world, new Asked(sql, List.of(), asked.policy()))));
    }

    private List<Boolean> differ(List<String> queries, int policy) throws Exception {
        List<Asked> asked = new ArrayList<>();
        queries.forEach(sql -> asked.add(new Asked(sql, List.of(), policy)));
        return twins.differ(asked);
    }

    private HiddenWorld shrunk(HiddenWorld world, Asked query) throws Exception {
        HiddenWorld smallest = world;
        int tries = 0;
        boolean isSmaller = true;
        while (isSmaller) {
            isSmaller = false;
            for (HiddenWorld candidate : smallest.smaller().toList()) {
                if (tries++ >= effort.worlds()) {
                    return smallest;
                }
                store.enter(candidate);
                if (twins.differ(List.of(query)).contains(true)) {
                    smallest = candidate;
                    isSmaller = true;
                    break;
                }
            }
        }
        return smallest;
    }
}

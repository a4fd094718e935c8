package dev.trawl.source.fuzz;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.SourceRequest.Pushdown;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.fuzz.TwinTable.World;
import dev.trawl.source.kit.Harness;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs fragments in both worlds and compares all that is seen.
final class Interference {
    private final SourceFixture fixture;
    private final @Nullable LocalEvaluation local;

    /// @param local evaluates what the source leaves; absent for DuckDB
    Interference(SourceFixture fixture, @Nullable LocalEvaluation local) {
        this.fixture = fixture;
        this.local = local;
    }

    /// What differs between the worlds.
    record Difference(Trial trial, Pushdown pushdown, Observed first, Observed second) {}

    /// The first fragment whose answers differ.
    Optional<Difference> find(List<TwinTable> tables, List<Relation> fragments) {
        List<Observed> first = observe(tables, fragments, World.FIRST);
        List<Observed> second = observe(tables, fragments, World.SECOND);
        for (int i = 0; i < first.size(); i++) {
            if (!first.get(i).equals(second.get(i))) {
                return Optional.of(
                        new Difference(
                                new Trial(tables, fragments.get(i / 2)),
                                List.of(Pushdown.values()).get(i % 2),
                                first.get(i),
                                second.get(i)));
            }
        }
        return Optional.empty();
    }

    /// Every fragment with each pushdown.
    private List<Observed> observe(List<TwinTable> tables, List<Relation> fragments, World world) {
        Map<KitTable, Map<String, String>> mappings = new LinkedHashMap<>();
        tables.stream().map(t -> t.in(world)).forEach(t -> mappings.put(t, fixture.create(t)));
        Harness harness =
                local == null
                        ? new Harness(fixture.source(), mappings)
                        : new Harness(fixture.source(), mappings, SourceSettings.DEFAULT, local);
        Grant grant = harness.grant(tables.stream().map(TwinTable::granted).toList());
        List<Observed> seen = new ArrayList<>();
        for (Relation fragment : fragments) {
            for (Pushdown pushdown : Pushdown.values()) {
                seen.add(Observed.of(harness, fragment, grant, pushdown));
            }
        }
        return seen;
    }
}

package dev.trawl.source.fuzz;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.Mask;
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
    private final boolean keepsOrder;

    /// @param local evaluates what the source leaves; absent for DuckDB
    Interference(SourceFixture fixture, @Nullable LocalEvaluation local) {
        this(fixture, local, true);
    }

    /// @param keepsOrder whether rows come in the same order every time
    Interference(SourceFixture fixture, @Nullable LocalEvaluation local, boolean keepsOrder) {
        this.fixture = fixture;
        this.local = local;
        this.keepsOrder = keepsOrder;
    }

    /// What differs between the worlds.
    ///
    /// @param way how the fragment was asked for
    record Difference(Trial trial, String way, Observed first, Observed second) {}

    /// @param fragment number of it
    private record Seen(int fragment, String way, Observed what) {}

    /// The first fragment whose answers differ.
    Optional<Difference> find(List<TwinTable> tables, List<Relation> fragments) {
        List<Seen> first = observe(tables, fragments, World.FIRST);
        List<Seen> second = observe(tables, fragments, World.SECOND);
        for (int i = 0; i < first.size(); i++) {
            Seen seen = first.get(i);
            if (!seen.equals(second.get(i))) {
                return Optional.of(
                        new Difference(
                                new Trial(tables, fragments.get(seen.fragment())),
                                seen.way(),
                                seen.what(),
                                second.get(i).what()));
            }
        }
        return Optional.empty();
    }

    /// Every fragment with each pushdown, and those that go row by row also in splits.
    private List<Seen> observe(List<TwinTable> tables, List<Relation> fragments, World world) {
        Map<KitTable, Map<String, String>> mappings = new LinkedHashMap<>();
        tables.stream().map(t -> t.in(world)).forEach(t -> mappings.put(t, fixture.create(t)));
        Harness harness =
                local == null
                        ? new Harness(fixture.source(), mappings)
                        : new Harness(fixture.source(), mappings, SourceSettings.DEFAULT, local);
        Grant grant = harness.grant(tables.stream().map(TwinTable::granted).toList());
        List<Seen> seen = new ArrayList<>();
        boolean isRandom = tables.stream().anyMatch(Interference::isRandom);
        for (int i = 0; i < fragments.size(); i++) {
            Relation fragment = fragments.get(i);
            if (!keepsOrder && (isRandom || !isRowByRow(fragment))) {
                continue;
            }
            for (Pushdown pushdown : Pushdown.values()) {
                seen.add(
                        new Seen(
                                i,
                                "pushdown " + pushdown,
                                Observed.of(harness, fragment, grant, pushdown)));
            }
            if (isRowByRow(fragment) && !isRandom) {
                seen.add(new Seen(i, "splits", Observed.ofSplits(harness, fragment, grant)));
            }
        }
        return seen;
    }

    private static boolean isRowByRow(Relation relation) {
        return switch (relation) {
            case Relation.Scan _ -> true;
            case Relation.Filter filter -> isRowByRow(filter.input());
            case Relation.Project project -> isRowByRow(project.input());
            case Relation.Sort _,
                    Relation.Limit _,
                    Relation.Aggregate _,
                    Relation.Window _,
                    Relation.Join _,
                    Relation.Union _,
                    Relation.Values _,
                    Relation.Received _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    false;
        };
    }

    /// Random texts follow from the order of rows: they are other ones in every split.
    private static boolean isRandom(TwinTable table) {
        return table.granted().columns().stream()
                .flatMap(column -> column.masks().stream())
                .anyMatch(mask -> mask.mask() instanceof Mask.RandPattern);
    }
}

package dev.trawl.source.fuzz;

import dev.trawl.plan.Relation;
import dev.trawl.source.kit.Harness;
import dev.trawl.source.kit.Rewriting;
import dev.trawl.testkit.PlanGenerator;
import dev.trawl.testkit.TableData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A fragment over tables in two worlds.
record Trial(List<TwinTable> tables, Relation fragment) {
    private static final int DEPTH_MAX = 4;

    Trial {
        tables = List.copyOf(tables);
    }

    /// Random tables of one world; the same seed gives the same ones.
    static List<TwinTable> tables(TwinGenerator generator, Random random) {
        List<TwinTable> tables = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            tables.add(generator.table("t" + i));
        }
        return tables;
    }

    /// A random fragment over what the grant shows of the tables.
    static Trial over(List<TwinTable> tables, long seed) {
        List<TableData> governed =
                tables.stream()
                        .map(t -> new TableData(t.name(), t.granted().governedFields(), List.of()))
                        .toList();
        int depth = 1 + new Random(seed).nextInt(DEPTH_MAX);
        return new Trial(tables, named(PlanGenerator.over(governed, seed).relation(depth)));
    }

    private static Relation named(Relation relation) {
        return relation instanceof Relation.Scan scan
                ? new Relation.Scan(Harness.name(scan.table().table()), scan.fields())
                : Rewriting.over(relation, relation.inputs().stream().map(Trial::named).toList());
    }
}

package dev.trawl.source.fuzz;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.protocol.AggregateOnly;
import dev.trawl.source.kit.Harness;
import dev.trawl.testkit.PlanGenerator;
import dev.trawl.testkit.TableData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

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

    /// Draws after neighbouring seeds are alike at first, were the seeds not spread.
    static long spread(long seed) {
        return new SplittableRandom(seed).nextLong();
    }

    /// A random fragment over what the grant shows of the tables.
    static Trial over(List<TwinTable> tables, long seed) {
        List<TableData> governed =
                tables.stream()
                        .map(t -> new TableData(t.name(), t.granted().governedFields(), List.of()))
                        .toList();
        Random random = new Random(spread(seed));
        if (tables.size() == 1 && random.nextInt(2) == 0) {
            AggregateOnly only = tables.getFirst().granted().aggregateOnly();
            if (only != null) {
                return new Trial(tables, figures(tables.getFirst(), only, random));
            }
        }
        int depth = 1 + random.nextInt(DEPTH_MAX);
        return new Trial(tables, named(PlanGenerator.over(governed, spread(seed)).relation(depth)));
    }

    /// Counts by some of the dimensions: what a table that shows aggregates only lets pass.
    private static Relation figures(TwinTable table, AggregateOnly only, Random random) {
        List<Field> fields = table.granted().governedFields();
        Relation.Scan scan = new Relation.Scan(Harness.name(table.name()), fields);
        List<Integer> keys = new ArrayList<>();
        List<Aggregation> counts = new ArrayList<>();
        counts.add(
                new Aggregation(
                        "n",
                        AggregateFunction.COUNT_ALL,
                        List.of(),
                        Aggregation.Quantifier.ALL,
                        null));
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (only.dimensions().contains(field.name())
                    && field.type().isOrdered()
                    && random.nextBoolean()) {
                keys.add(i);
            } else if (random.nextInt(3) == 0) {
                counts.add(
                        new Aggregation(
                                "n_" + field.name(),
                                AggregateFunction.COUNT,
                                List.of(new Expr.Column(i, field.type())),
                                Aggregation.Quantifier.ALL,
                                null));
            }
        }
        return new Relation.Aggregate(scan, keys, counts);
    }

    private static Relation named(Relation relation) {
        return relation instanceof Relation.Scan scan
                ? new Relation.Scan(Harness.name(scan.table().table()), scan.fields())
                : Relations.withInputs(
                        relation, relation.inputs().stream().map(Trial::named).toList());
    }
}

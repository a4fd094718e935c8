package dev.trawl.engine;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Evaluates recursions, each step a statement over the table of the step before: so steps can be
/// counted, and rows spill, and a cancellation ends it between two of them. For one plan.
final class Recursions {
    /// Above all numbers of fragments.
    private static final int TABLES_FROM = 1_000_000;

    private final Workspace workspace;
    private final int iterationsMax;
    private final java.util.function.Function<Relation.Scan, String> files;
    private int tables = TABLES_FROM;

    Recursions(
            Workspace workspace,
            int iterationsMax,
            java.util.function.Function<Relation.Scan, String> files) {
        this.workspace = workspace;
        this.iterationsMax = iterationsMax;
        this.files = files;
    }

    /// The plan over tables that hold the rows of its recursions.
    ///
    /// @throws TrawlException ITERATIONS_LIMIT_EXCEEDED, or what fails in a step
    Relation evaluated(Relation plan) {
        Relation flat = Relations.mapInputs(plan, this::evaluated);
        return flat instanceof Relation.Recursion recursion ? rows(recursion) : flat;
    }

    private Relation rows(Relation.Recursion recursion) {
        int all = tables++;
        int last = tables++;
        Relation first = recursion.first();
        workspace.append(all, isNew(recursion) ? distinct(first) : first, files);
        workspace.append(last, received(all, recursion), files);
        for (int i = 1; ; i++) {
            if (i > iterationsMax) {
                throw new TrawlException(
                        ErrorCode.ITERATIONS_LIMIT_EXCEEDED,
                        "WITH RECURSIVE still makes rows after %d steps; end it by a condition in its"
                                        .formatted(iterationsMax)
                                + " second part, drop repeated rows by UNION, or raise"
                                + " TRAWL_ITERATIONS_MAX");
            }
            int made = tables++;
            long rows = workspace.append(made, step(recursion, last, all), files);
            workspace.drop(last);
            if (rows == 0) {
                workspace.drop(made);
                return received(all, recursion);
            }
            workspace.addAll(made, all);
            last = made;
        }
    }

    private static boolean isNew(Relation.Recursion recursion) {
        return recursion.rows() == Relation.Recursion.Kept.NEW;
    }

    private static Relation received(int table, Relation.Recursion recursion) {
        return new Relation.Received(table, recursion.fields());
    }

    private static Relation step(Relation.Recursion recursion, int last, int all) {
        Relation step =
                Leaves.map(
                        recursion.step(),
                        leaf ->
                                leaf instanceof Relation.Previous previous
                                                && previous.recursion() == recursion.number()
                                        ? new Relation.Received(last, previous.fields())
                                        : leaf);
        return isNew(recursion) ? without(distinct(step), received(all, recursion)) : step;
    }

    private static Relation distinct(Relation rows) {
        return new Relation.Aggregate(
                rows,
                IntStream.range(0, rows.fields().size()).boxed().toList(),
                List.<Aggregation>of());
    }

    private static Relation without(Relation rows, Relation known) {
        int width = rows.fields().size();
        List<Expr> same = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            Type type = rows.fields().get(i).type();
            same.add(
                    Expr.Call.of(
                            Function.IS_NOT_DISTINCT_FROM,
                            new Expr.Column(i, type),
                            new Expr.Column(width + i, type)));
        }
        return new Relation.Join(rows, known, Relation.Join.Kind.ANTI, Expressions.and(same));
    }
}

package dev.trawl.source.govern;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// Bounds of a fragment.
///
/// @param nodesMax relations, expressions and constants together, without those that `IN` lists
/// @param depthMax nesting of relations and of expressions, each
/// @param listedMax constants that `IN` lists, all together: the keys of dynamic filters
public record PlanLimits(int nodesMax, int depthMax, int listedMax) {
    public static final PlanLimits DEFAULT = new PlanLimits(50_000, 200, 1_000_000);

    public PlanLimits {
        if (nodesMax < 1 || depthMax < 1 || listedMax < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive: nodes %d, depth %d, listed constants %d"
                            .formatted(nodesMax, depthMax, listedMax));
        }
    }

    /// @throws TrawlException REQUEST_TOO_LARGE
    public void check(Relation fragment) {
        new Count().relation(fragment, 1);
    }

    private final class Count {
        private int nodes;
        private int listed;

        void relation(Relation relation, int depth) {
            step(depth);
            if (relation instanceof Relation.Values values) {
                values.rows().forEach(row -> row.forEach(_ -> step(depth)));
            }
            Expressions.of(relation).forEach(e -> expression(e, 1));
            relation.inputs().forEach(input -> relation(input, depth + 1));
        }

        private void expression(Expr expr, int depth) {
            step(depth);
            if (expr instanceof Expr.In in) {
                listed += in.values().size();
                if (listed > listedMax) {
                    throw tooLarge("lists more than %d constants".formatted(listedMax));
                }
            }
            Expressions.children(expr).forEach(child -> expression(child, depth + 1));
        }

        private void step(int depth) {
            nodes++;
            if (nodes > nodesMax) {
                throw tooLarge("is larger than %d nodes".formatted(nodesMax));
            }
            if (depth > depthMax) {
                throw tooLarge("is nested deeper than %d levels".formatted(depthMax));
            }
        }
    }

    private static TrawlException tooLarge(String what) {
        return new TrawlException(
                ErrorCode.REQUEST_TOO_LARGE,
                "a plan fragment %s; write a shorter query".formatted(what));
    }
}

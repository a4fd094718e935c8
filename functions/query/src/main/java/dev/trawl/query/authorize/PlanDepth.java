package dev.trawl.query.authorize;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// Refuses plans that are too deep for the messages that carry them: chains such as `a + a + …` are
/// flat in SQL and deep in the algebra.
final class PlanDepth {
    /// Levels of JSON, of which a message may have 500; some are the message's own.
    private static final int LEVELS_MAX = 450;

    private static final int LEVELS_PER_NODE = 2;
    private static final int LEVELS_PER_BRANCH = 3;

    private PlanDepth() {}

    /// @throws TrawlException REQUEST_TOO_LARGE
    static Relation checked(Relation plan) {
        check(plan, 0);
        return plan;
    }

    private static void check(Relation relation, int levels) {
        int below = deeper(levels, LEVELS_PER_NODE);
        Expressions.of(relation).forEach(e -> check(e, below + LEVELS_PER_NODE));
        relation.inputs().forEach(input -> check(input, below));
    }

    private static void check(Expr expr, int levels) {
        int below =
                deeper(
                        levels,
                        expr instanceof Expr.Conditional ? LEVELS_PER_BRANCH : LEVELS_PER_NODE);
        Expressions.children(expr).forEach(child -> check(child, below));
    }

    private static int deeper(int levels, int more) {
        if (levels + more > LEVELS_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the query is nested too deeply; write shorter chains of operators and fewer"
                            + " levels");
        }
        return levels + more;
    }
}

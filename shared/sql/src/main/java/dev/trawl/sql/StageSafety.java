package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Totality;

/// What may run in a database beside a row filter: expressions that, as rendered, fail on no row
/// (DESIGN 3, rule 4). The resource `total-functions.csv` beside this class lists the answers by
/// function and types.
///
/// Running out of memory over a text of gigabytes is no failure in this sense.
public final class StageSafety {
    private StageSafety() {}

    /// Whether the dialect evaluates the expression exactly and gives a value or NULL for every
    /// row.
    public static boolean isTotal(Expr expr, Dialect dialect) {
        return Totality.isTotal(expr) && Support.supports(expr, dialect);
    }
}

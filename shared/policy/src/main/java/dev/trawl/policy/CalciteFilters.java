package dev.trawl.policy;

import dev.trawl.calcite.SqlExpressions;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import java.util.List;

/// Reads row filters with the parser and types of queries.
public final class CalciteFilters implements FilterCompiler {
    private static final SqlLimits LIMITS = new SqlLimits(FilterText.CHARACTERS_MAX, 50, 1);

    @Override
    public Expr compile(String sql, List<Field> columns) {
        return SqlExpressions.parseCondition(sql, columns, LIMITS);
    }
}

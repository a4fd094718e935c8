package dev.trawl.query.authorize;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.calcite.SqlPlanner;
import dev.trawl.calcite.SqlTables;
import dev.trawl.plan.Relation;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// The SQL front end that Trawl has.
public final class CalciteFront implements SqlFront {
    private final SqlLimits limits;
    private final SqlPlanner planner;
    private final LongAdder made = new LongAdder();

    public CalciteFront(SqlLimits limits) {
        this.limits = limits;
        this.planner = new SqlPlanner(limits);
    }

    @Override
    public List<NameReference> references(String sql) {
        return SqlTables.referenced(sql, limits);
    }

    @Override
    public Relation plan(PlanRequest request) {
        made.increment();
        return PlanDepth.checked(planner.plan(request));
    }

    @Override
    public long plansMade() {
        return made.sum();
    }
}

package dev.trawl.fuzz;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.plan.Relation;
import dev.trawl.query.authorize.CalciteFront;
import dev.trawl.query.authorize.SqlFront;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Plans of one world, in which a text always means the same: what the reference evaluates is what
/// the first setting runs. Thread-safe.
final class KeptPlans implements SqlFront {
    private static final int KEPT_MAX = 8;

    private final SqlFront front = new CalciteFront(SqlLimits.DEFAULT);
    private final Map<String, Relation> plans =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Relation> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    @Override
    public List<NameReference> references(String sql) {
        return front.references(sql);
    }

    @Override
    public Relation plan(PlanRequest request) {
        synchronized (plans) {
            Relation known = plans.get(request.sql());
            if (known != null) {
                return known;
            }
        }
        Relation plan = front.plan(request);
        synchronized (plans) {
            plans.put(request.sql(), plan);
        }
        return plan;
    }
}

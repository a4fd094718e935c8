package dev.trawl.query.authorize;

import dev.trawl.calcite.LastUsed;
import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.calcite.PlanTemplates;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.calcite.SqlShapes;
import dev.trawl.plan.Relation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A front end that keeps its last plans. Thread-safe.
///
/// The key of a plan is all that it is made from: the text, the values of its parameters, the
/// governed columns of the tables that it reads, their estimates, the texts of views. So whoever
/// may see something else, or after a change of policy or catalog, gets another plan. Constants and
/// parameters that are only compared with columns may be others: {@link PlanTemplates}. Texts that
/// may ask for the time are planned each time. Errors are not kept.
public final class CachingFront implements SqlFront {
    static final int CHARACTERS_MAX = 10_000;

    /// More than what asks for the time, never less: its functions have other names in `{fn …}`,
    /// and names may be escaped.
    private static final Pattern TIME =
            Pattern.compile(
                    "\\bnow\\b|cur(rent_)?(date|time)|localtime|u&|\\{", Pattern.CASE_INSENSITIVE);

    private final SqlFront front;
    private final SqlShapes shapes;
    private final PlanTemplates templates;
    private final Map<PlanRequest, Relation> plans;

    /// @param limits that `front` has
    /// @param entriesMax plans that are kept; 0 for none
    public CachingFront(SqlFront front, SqlLimits limits, int entriesMax) {
        this.front = front;
        this.shapes = new SqlShapes(limits, entriesMax);
        this.templates = new PlanTemplates(shapes, front::plan, entriesMax);
        this.plans = LastUsed.map(entriesMax);
    }

    @Override
    public List<NameReference> references(String sql) {
        return sql.length() > CHARACTERS_MAX ? front.references(sql) : shapes.references(sql);
    }

    @Override
    public Relation plan(PlanRequest request) {
        boolean isTimeless =
                Stream.concat(Stream.of(request.sql()), request.views().values().stream())
                        .noneMatch(t -> t.length() > CHARACTERS_MAX || TIME.matcher(t).find());
        if (!isTimeless) {
            return front.plan(request);
        }
        PlanRequest key = timeless(request);
        return exact(key).or(() -> templates.known(key)).orElseGet(() -> made(key));
    }

    @Override
    public long plansMade() {
        return front.plansMade();
    }

    private Optional<Relation> exact(PlanRequest key) {
        synchronized (plans) {
            return Optional.ofNullable(plans.get(key));
        }
    }

    private Relation made(PlanRequest key) {
        Relation plan = front.plan(key);
        synchronized (plans) {
            plans.put(key, plan);
        }
        templates.learn(key, plan);
        return plan;
    }

    private static PlanRequest timeless(PlanRequest request) {
        return new PlanRequest(
                request.sql(),
                request.tables(),
                request.views(),
                request.rowCounts(),
                Instant.EPOCH,
                request.parameters());
    }
}

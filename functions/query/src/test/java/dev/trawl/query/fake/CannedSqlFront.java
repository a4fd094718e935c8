package dev.trawl.query.fake;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.authorize.SqlFront;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Knows the texts that it was told, with their plans; tables are named in parentheses for the
/// rest.
public final class CannedSqlFront implements SqlFront {
    private final Map<String, Relation> plans = new HashMap<>();
    private final Map<String, List<String>> names = new HashMap<>();

    public CannedSqlFront with(String sql, Relation plan, String... tables) {
        plans.put(sql, plan);
        names.put(sql, List.of(tables));
        return this;
    }

    @Override
    public List<NameReference> references(String sql) {
        return Optional.ofNullable(names.get(sql))
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.SYNTAX_ERROR,
                                "unexpected end of text",
                                new SqlPosition(1, 1)))
                .stream()
                .map(CannedSqlFront::reference)
                .toList();
    }

    @Override
    public Relation plan(PlanRequest request) {
        Relation plan = plans.get(request.sql());
        if (plan == null) {
            throw new IllegalStateException("no plan for " + request.sql());
        }
        check(plan, request.tables());
        return plan;
    }

    /// What a planner sees is governed: nothing else can be in a plan.
    private static void check(Relation plan, Map<TableName, List<Field>> tables) {
        if (plan instanceof Relation.Scan scan
                && !tables.getOrDefault(scan.table(), List.of()).containsAll(scan.fields())) {
            throw new TrawlException(ErrorCode.COLUMN_NOT_FOUND, "there is no such column");
        }
        plan.inputs().forEach(input -> check(input, tables));
    }

    private static NameReference reference(String name) {
        return new NameReference(
                Arrays.stream(name.split("\\.", -1))
                        .map(part -> new NameReference.Part(part, false))
                        .toList(),
                new SqlPosition(1, 15));
    }
}

package dev.trawl.calcite;

import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What to plan, and what the caller may know of.
///
/// @param tables visible tables with their governed columns
/// @param views visible views with their SQL, expanded where they are named
/// @param rowCounts estimates by table, where there are any
/// @param parameters values for the parameters of the SQL; views have none
/// @param now what `current_timestamp` is, once for the query; the zone is UTC
public record PlanRequest(
        String sql,
        Map<TableName, List<Field>> tables,
        Map<TableName, String> views,
        Map<TableName, Long> rowCounts,
        Instant now,
        SqlParameters parameters) {
    /// A text without parameters.
    public PlanRequest(
            String sql,
            Map<TableName, List<Field>> tables,
            Map<TableName, String> views,
            Map<TableName, Long> rowCounts,
            Instant now) {
        this(sql, tables, views, rowCounts, now, SqlParameters.NONE);
    }

    public PlanRequest {
        tables = Map.copyOf(tables);
        views = Map.copyOf(views);
        rowCounts = Map.copyOf(rowCounts);
    }
}

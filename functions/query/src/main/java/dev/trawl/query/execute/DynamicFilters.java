package dev.trawl.query.execute;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.ColumnStatistics;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.query.record.AppliedPolicy;
import dev.trawl.query.split.KeyFilter;
import dev.trawl.query.split.KeyFilterChoice;
import dev.trawl.query.split.RowEstimates;
import dev.trawl.query.split.SplitPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which fragments of a query limit which others. Thread-safe.
public final class DynamicFilters {
    private final Limits limits;

    public DynamicFilters(Limits limits) {
        this.limits = limits;
    }

    /// @param keysMax values of one filter; above, their range is all that is used; 0 switches
    ///   dynamic filters off
    /// @param sparedRowsMin rows that a filter must be estimated to spare
    /// @param waitMax how long a fragment waits for the keys of others; then it runs without them
    public record Limits(int keysMax, long sparedRowsMin, Duration waitMax) {}

    Limits limits() {
        return limits;
    }

    /// None where the caller wants nothing pushed; every legal one where the caller asks for
    /// splits, to compare. What policy filters tells nothing by its size: that is taken as unknown.
    public List<KeyFilter> of(Run run) {
        Work.Options options = run.work().options();
        if (limits.keysMax() == 0 || options.pushdown() == SourceRequest.Pushdown.NONE) {
            return List.of();
        }
        SplitPlan plan = run.work().plan();
        Map<TableName, Long> sizes = new TreeMap<>();
        plan.fragments().stream()
                .flatMap(f -> f.tables().stream())
                .filter(t -> !run.work().hidesRows(t))
                .forEach(t -> run.catalog().table(t).ifPresent(c -> sizes.put(t, c.rowCount())));
        return new KeyFilterChoice(
                        new RowEstimates(sizes, figures(run)),
                        tables(run, Decision.Effect.Kind.LIMIT),
                        limits.keysMax(),
                        options.splitting() == Splitting.ALWAYS ? 0 : limits.sparedRowsMin())
                .choose(plan);
    }

    /// Of tables of which the caller sees all.
    private static Map<TableName, Map<String, ColumnStatistics>> figures(Run run) {
        Set<TableName> governed = new TreeSet<>();
        for (Decision.Effect.Kind kind : Decision.Effect.Kind.values()) {
            if (kind != Decision.Effect.Kind.ALLOW) {
                governed.addAll(tables(run, kind));
            }
        }
        Map<TableName, Map<String, ColumnStatistics>> figures = new TreeMap<>();
        run.work().plan().fragments().stream()
                .flatMap(f -> f.tables().stream())
                .filter(t -> !governed.contains(t))
                .forEach(t -> run.catalog().table(t).ifPresent(c -> figures.put(t, figures(c))));
        return figures;
    }

    private static Map<String, ColumnStatistics> figures(CatalogTable table) {
        Map<String, ColumnStatistics> figures = new HashMap<>();
        for (CatalogColumn column : table.columns()) {
            ColumnStatistics known = column.statistics();
            if (known != null) {
                figures.put(column.name(), known);
            }
        }
        return figures;
    }

    private static Set<TableName> tables(Run run, Decision.Effect.Kind kind) {
        return run.work().policies().stream()
                .filter(p -> p.kind().equals(kind.name().toLowerCase(Locale.ROOT)))
                .map(AppliedPolicy::table)
                .map(TableName::parse)
                .collect(Collectors.toSet());
    }
}

package dev.trawl.query.lineage;

import dev.trawl.audit.AuditEvent;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Adds to a graph, upstream of its tables, the exports that filled these, and what the exports
/// read, step by step. Of each export its last recorded query counts. What the caller may not know
/// of stays out, and so does what lies behind it.
final class FilledLineage {
    private static final int NODES_MAX = 400;

    private final LineageGraph graph;
    private final CatalogSnapshot catalog;
    private final Described described;
    private final LineageRequest request;
    private final List<RecordedLineage.Readers> exports;

    /// @param events that the caller may see
    FilledLineage(
            LineageGraph graph,
            CatalogSnapshot catalog,
            Described described,
            LineageRequest request,
            Collection<AuditEvent> events) {
        this.graph = graph;
        this.catalog = catalog;
        this.described = described;
        this.request = request;
        Map<String, RecordedLineage.Readers> last = new TreeMap<>();
        events.stream()
                .filter(e -> e.details().getOrDefault("job", "").startsWith("export/"))
                .filter(e -> e.details().containsKey("destination"))
                .forEach(e -> RecordedLineage.count(last, e));
        this.exports = List.copyOf(last.values());
    }

    /// Goes on from all tables that the graph has where it begins, or upstream of that.
    void add() {
        Map<TableName, Set<String>> level = new LinkedHashMap<>();
        for (CatalogTable table : catalog.tables().values()) {
            LineageGraph.Node node = graph.node(table.name().toString());
            if (node != null && node.distance() <= 0) {
                level.put(table.name(), Set.copyOf(node.columns()));
            }
        }
        for (int step = 1; step <= request.depth() && !level.isEmpty(); step++) {
            Map<TableName, Set<String>> next = new LinkedHashMap<>();
            level.forEach((table, columns) -> filled(table, columns, next));
            level = next;
        }
    }

    private void filled(TableName name, Set<String> columns, Map<TableName, Set<String>> next) {
        CatalogTable table = catalog.tables().get(name);
        if (table == null) {
            return;
        }
        for (RecordedLineage.Readers export : exports) {
            String destination = export.last().details().getOrDefault("destination", "");
            if (!fills(destination, table)) {
                continue;
            }
            if (graph.nodes().size() >= NODES_MAX) {
                graph.truncate();
                return;
            }
            add(export, table, columns, next);
        }
    }

    /// A table is named by the destination; files are by their prefix, as a catalog knows no
    /// buckets.
    private static boolean fills(String destination, CatalogTable table) {
        String prefix = table.mapping().getOrDefault("prefix", "");
        String written = destination.substring(destination.indexOf('/') + 1);
        return destination.equals(table.name().toString())
                || destination.contains("/")
                        && table.mapping().containsKey("manifest")
                        && prefix.startsWith(written);
    }

    private void add(
            RecordedLineage.Readers export,
            CatalogTable table,
            Set<String> wanted,
            Map<TableName, Set<String>> next) {
        String id = RecordedLineage.id(export.last());
        String filled = table.name().toString();
        LineageGraph.Node at = graph.node(filled);
        int distance = at == null ? 0 : at.distance();
        List<String> given = new ArrayList<>();
        for (AuditEvent.OutputColumn output : export.last().lineage()) {
            // Columns of files have the names of the query's; those of tables differ in case.
            table.columns().stream()
                    .map(c -> c.name())
                    .filter(output.name()::equalsIgnoreCase)
                    .filter(wanted::contains)
                    .forEach(column -> {
                        given.add(output.name());
                        graph.link(
                                id,
                                filled,
                                new LineageGraph.ColumnLink(output.name(), column, true, false));
                        inputs(id, output, output.direct(), true, distance - 2, next);
                        if (!request.isDirect()) {
                            inputs(id, output, output.indirect(), false, distance - 2, next);
                        }
                    });
        }
        if (request.column() == null) {
            rows(export.last(), id, distance - 2, next);
            graph.link(id, filled);
        } else if (given.isEmpty()) {
            return;
        }
        RecordedLineage.node(graph, id, export, distance - 1, given);
    }

    private void inputs(
            String export,
            AuditEvent.OutputColumn output,
            List<String> inputs,
            boolean isDirect,
            int distance,
            Map<TableName, Set<String>> next) {
        for (String input : inputs) {
            RecordedLineage.base(input)
                    .filter(this::mayKnow)
                    .ifPresent(base -> {
                        String table = base.table().toString();
                        add(base.table(), distance, Set.of(base.name()));
                        graph.link(
                                table,
                                export,
                                new LineageGraph.ColumnLink(
                                        base.name(),
                                        output.name(),
                                        isDirect,
                                        output.masked().contains(input)));
                        next.computeIfAbsent(base.table(), _ -> new TreeSet<>()).add(base.name());
                    });
        }
    }

    private void rows(
            AuditEvent event, String export, int distance, Map<TableName, Set<String>> next) {
        for (AuditEvent.TableRead read : event.reads()) {
            catalog.tables().keySet().stream()
                    .filter(name -> name.toString().equals(read.table()))
                    .filter(name -> described.of(name).isPresent())
                    .forEach(name -> {
                        add(name, distance, Set.of());
                        graph.link(name.toString(), export);
                        next.computeIfAbsent(name, _ -> new TreeSet<>());
                    });
        }
    }

    private void add(TableName name, int distance, Set<String> columns) {
        CatalogTable table = catalog.tables().get(name);
        graph.add(
                name.toString(),
                LineageGraph.Kind.TABLE,
                table == null ? name.toString() : table.dataset(),
                distance,
                columns,
                Map.of());
    }

    private boolean mayKnow(BaseColumn column) {
        return described.of(column.table()).stream()
                .flatMap(p -> p.fields().stream())
                .map(Field::name)
                .anyMatch(column.name()::equals);
    }
}

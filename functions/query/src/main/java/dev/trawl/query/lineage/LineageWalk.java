package dev.trawl.query.lineage;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Fills a graph from one dataset, step by step, upstream and downstream. It goes on only through
/// what the caller may know of.
final class LineageWalk {
    private static final int NODES_MAX = 400;

    private final CatalogSnapshot catalog;
    private final CatalogNames names;
    private final Described described;
    private final ViewLineage views;
    private final LineageRequest request;
    private final LineageGraph graph = new LineageGraph();

    LineageWalk(
            CatalogSnapshot catalog,
            CatalogNames names,
            Described described,
            ViewLineage views,
            LineageRequest request) {
        this.catalog = catalog;
        this.names = names;
        this.described = described;
        this.views = views;
        this.request = request;
    }

    /// @param columns of it that are asked about
    LineageGraph from(TableName start, Set<String> columns) {
        add(start, 0, columns);
        Map<TableName, Set<String>> begin = Map.of(start, columns);
        if (request.direction() != LineageRequest.Direction.DOWN) {
            Map<TableName, Set<String>> level = begin;
            for (int step = 1; step <= request.depth() && !level.isEmpty(); step++) {
                level = up(level, step);
            }
        }
        if (request.direction() != LineageRequest.Direction.UP) {
            Map<TableName, Set<String>> level = begin;
            for (int step = 1; step <= request.depth() && !level.isEmpty(); step++) {
                level = down(level, step);
            }
        }
        if (views.isExhausted()) {
            graph.truncate();
        }
        return graph;
    }

    private Map<TableName, Set<String>> up(Map<TableName, Set<String>> level, int step) {
        Map<TableName, Set<String>> next = new LinkedHashMap<>();
        level.forEach((view, columns) ->
                views.of(view)
                        .ifPresent(planned -> {
                            planned.columns().stream()
                                    .filter(c -> columns.contains(c.name()))
                                    .forEach(c ->
                                            inputs(c)
                                                    .forEach(input -> {
                                                        if (add(
                                                                input.base().table(),
                                                                -step,
                                                                Set.of(input.base().name()))) {
                                                            link(input, view, c.name());
                                                            next.computeIfAbsent(
                                                                            input.base().table(),
                                                                            _ -> new TreeSet<>())
                                                                    .add(input.base().name());
                                                        }
                                                    }));
                            if (request.column() == null) {
                                planned.inputs()
                                        .forEach(input -> {
                                            if (add(input, -step, Set.of())) {
                                                graph.link(input.toString(), view.toString());
                                                next.computeIfAbsent(input, _ -> new TreeSet<>());
                                            }
                                        });
                            }
                        }));
        return next;
    }

    private Map<TableName, Set<String>> down(Map<TableName, Set<String>> level, int step) {
        SortedSet<TableName> candidates = new TreeSet<>();
        level.keySet().forEach(name -> candidates.addAll(names.readers(name)));
        described.ask(candidates);
        Map<TableName, Set<String>> next = new LinkedHashMap<>();
        for (TableName view : candidates) {
            views.of(view).ifPresent(planned -> reached(view, planned, level, step, next));
        }
        return next;
    }

    private void reached(
            TableName view,
            ViewLineage.Planned planned,
            Map<TableName, Set<String>> level,
            int step,
            Map<TableName, Set<String>> next) {
        for (Lineage.Column column : planned.columns()) {
            for (Input input : inputs(column)) {
                Set<String> wanted = level.getOrDefault(input.base().table(), Set.of());
                if (wanted.contains(input.base().name())
                        && add(view, step, Set.of(column.name()))) {
                    add(input.base().table(), step - 1, Set.of(input.base().name()));
                    link(input, view, column.name());
                    next.computeIfAbsent(view, _ -> new TreeSet<>()).add(column.name());
                }
            }
        }
        if (request.column() == null) {
            for (TableName input : planned.inputs()) {
                if (level.containsKey(input) && add(view, step, Set.of())) {
                    graph.link(input.toString(), view.toString());
                    next.computeIfAbsent(view, _ -> new TreeSet<>());
                }
            }
        }
    }

    private record Input(BaseColumn base, boolean isDirect) {}

    private List<Input> inputs(Lineage.Column column) {
        List<Input> inputs = new ArrayList<>();
        column.direct().forEach(b -> inputs.add(new Input(b, true)));
        if (!request.isDirect()) {
            column.indirect().forEach(b -> inputs.add(new Input(b, false)));
        }
        return inputs;
    }

    private void link(Input input, TableName to, String column) {
        BaseColumn base = input.base();
        graph.link(
                base.table().toString(),
                to.toString(),
                new LineageGraph.ColumnLink(
                        base.name(),
                        column,
                        input.isDirect(),
                        !views.isView(base.table())
                                && described.isMasked(base.table(), base.name())));
    }

    /// False if there is no place for it.
    private boolean add(TableName name, int distance, Set<String> columns) {
        String id = name.toString();
        if (graph.node(id) == null && graph.nodes().size() >= NODES_MAX) {
            graph.truncate();
            return false;
        }
        CatalogTable table = catalog.tables().get(name);
        CatalogView view = catalog.views().get(name);
        graph.add(
                id,
                view == null ? LineageGraph.Kind.TABLE : LineageGraph.Kind.VIEW,
                table != null ? table.dataset() : view != null ? view.dataset() : id,
                distance,
                columns,
                Map.of());
        return true;
    }

    /// The names of columns.
    static Set<String> names(List<Field> fields) {
        Set<String> names = new TreeSet<>();
        fields.forEach(f -> names.add(f.name()));
        return names;
    }
}

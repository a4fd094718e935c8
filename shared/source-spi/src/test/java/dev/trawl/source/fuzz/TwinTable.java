package dev.trawl.source.fuzz;

import dev.trawl.plan.Field;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.source.kit.KitTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One table in two worlds that the grant shows alike.
///
/// @param visible rows that the grant shows, each as it is in either world
/// @param first rows of the first world only, which the grant hides
/// @param second rows of the second world only, which the grant hides
record TwinTable(
        String name,
        List<Field> columns,
        GrantedRelation granted,
        List<TwinRow> visible,
        List<List<@Nullable Object>> first,
        List<List<@Nullable Object>> second) {

    /// A row whose governed form is the same in both worlds.
    record TwinRow(List<@Nullable Object> first, List<@Nullable Object> second) {}

    KitTable in(World world) {
        return new KitTable(
                name,
                columns,
                switch (world) {
                    case FIRST -> mixed(visible.stream().map(TwinRow::first).toList(), first);
                    case SECOND -> mixed(visible.stream().map(TwinRow::second).toList(), second);
                });
    }

    enum World {
        FIRST,
        SECOND
    }

    /// Hidden rows stand between the visible ones, which keep their order.
    private static List<List<@Nullable Object>> mixed(
            List<List<@Nullable Object>> shown, List<List<@Nullable Object>> hidden) {
        List<List<@Nullable Object>> rows = new java.util.ArrayList<>(hidden);
        for (int i = 0; i < shown.size(); i++) {
            rows.add(Math.min(rows.size(), 2 * i + 1), shown.get(i));
        }
        return rows;
    }

    TwinTable withVisible(List<TwinRow> rows) {
        return new TwinTable(name, columns, granted, rows, first, second);
    }

    TwinTable withHidden(
            List<List<@Nullable Object>> inFirst, List<List<@Nullable Object>> inSecond) {
        return new TwinTable(name, columns, granted, visible, inFirst, inSecond);
    }
}

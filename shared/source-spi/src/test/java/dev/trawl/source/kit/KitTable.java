package dev.trawl.source.kit;

import dev.trawl.plan.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table that a fixture creates in its store.
///
/// @param rows values as {@link dev.trawl.plan.Literals} has them, null for NULL
public record KitTable(
        String name, List<Field> columns, List<? extends List<? extends @Nullable Object>> rows) {
    public KitTable {
        columns = List.copyOf(columns);
    }
}

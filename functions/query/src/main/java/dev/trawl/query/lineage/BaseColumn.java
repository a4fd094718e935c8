package dev.trawl.query.lineage;

import dev.trawl.plan.TableName;
import java.util.Comparator;

/// A column of a governed table.
public record BaseColumn(TableName table, String name) implements Comparable<BaseColumn> {
    private static final Comparator<BaseColumn> ORDER =
            Comparator.comparing(BaseColumn::table).thenComparing(BaseColumn::name);

    @Override
    public int compareTo(BaseColumn other) {
        return ORDER.compare(this, other);
    }

    /// `source.schema.table.column`
    @Override
    public String toString() {
        return table + "." + name;
    }
}

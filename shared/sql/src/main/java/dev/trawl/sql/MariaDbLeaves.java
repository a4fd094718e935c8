package dev.trawl.sql;

import dev.trawl.plan.Relation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Base tables in texts for MariaDB.
@FunctionalInterface
public interface MariaDbLeaves {
    /// The query in parentheses of a base table, whose columns have the names of the scan's fields
    /// and the forms of {@link MariaDbTypes}, and beside them those that {@link #held} names.
    String query(Relation.Scan scan);

    /// Columns of the query that are as the table holds them, so that its indexes serve, by the
    /// name of the field with the same values.
    default Map<String, Held> held(Relation.Scan scan) {
        return Map.of();
    }

    /// A column as its table holds it.
    ///
    /// @param name in the query
    /// @param collation of a text; null for dates and times
    record Held(String name, @Nullable String collation) {}
}

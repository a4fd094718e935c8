package dev.trawl.source.jdbc.write;

import dev.trawl.sql.Identifiers;
import java.util.Collection;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// SQL that both databases understand; MariaDB's sessions quote names as PostgreSQL does.
final class WriteSql {
    /// Rows on their way into a table by key; of the connection alone.
    static final String STAGE = "\"trawl_stage\"";

    private WriteSql() {}

    static String columns(Collection<String> columns) {
        return joined(columns, Identifiers::quote, ", ");
    }

    static String delete(Target target) {
        return "DELETE FROM " + target.name();
    }

    /// A row if two staged rows have one key, or one has no value in it.
    static String keyFault(Target target) {
        String key = columns(target.key());
        return "SELECT 1 FROM %s WHERE %s UNION ALL (SELECT 1 FROM %s GROUP BY %s HAVING count(*) > 1 LIMIT 1)"
                .formatted(
                        STAGE,
                        joined(target.key(), c -> Identifiers.quote(c) + " IS NULL", " OR "),
                        STAGE,
                        key);
    }

    static String insertMissing(Target target) {
        return "INSERT INTO %s (%s) SELECT %s FROM %s s WHERE NOT EXISTS (SELECT 1 FROM %s t WHERE %s)"
                .formatted(
                        target.name(),
                        columns(target.columns()),
                        joined(target.columns(), c -> "s." + Identifiers.quote(c), ", "),
                        STAGE,
                        target.name(),
                        sameKey(target));
    }

    static String sameKey(Target target) {
        return joined(
                target.key(), c -> "t.%1$s = s.%1$s".formatted(Identifiers.quote(c)), " AND ");
    }

    static String joined(Collection<String> columns, UnaryOperator<String> each, String separator) {
        return columns.stream().map(each).collect(Collectors.joining(separator));
    }
}

package dev.trawl.source.jdbc.write;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.write.TableWrite;
import dev.trawl.sql.Identifiers;
import java.util.List;
import java.util.Optional;

/// The table of the database that is written, and its columns by their names there.
///
/// @param types of the rows, one for each column
record Target(
        String schema,
        String table,
        List<String> columns,
        List<Field> types,
        SourceRequest.WriteMode mode,
        List<String> key) {
    Target {
        columns = List.copyOf(columns);
        types = List.copyOf(types);
        key = List.copyOf(key);
    }

    static Target of(TableWrite write) {
        CatalogTable table = write.table();
        return new Target(
                mapped(table, "schema"),
                mapped(table, "table"),
                write.columns().stream().map(c -> column(table, c.name())).toList(),
                write.columns(),
                write.mode(),
                write.key().stream().map(c -> column(table, c)).toList());
    }

    /// As it stands in SQL.
    String name() {
        return Identifiers.quote(schema) + "." + Identifiers.quote(table);
    }

    List<String> columnsBesideKey() {
        return columns.stream().filter(c -> !key.contains(c)).toList();
    }

    private static String column(CatalogTable table, String name) {
        return Optional.ofNullable(table.mapping().get("column." + name)).orElse(name);
    }

    private static String mapped(CatalogTable table, String key) {
        String value = table.mapping().get(key);
        if (value == null) {
            throw new TrawlException(
                    ErrorCode.SOURCE_DATA_INVALID,
                    "the mapping of %s has no '%s'; scan the source again"
                            .formatted(table.name(), key));
        }
        return value;
    }
}

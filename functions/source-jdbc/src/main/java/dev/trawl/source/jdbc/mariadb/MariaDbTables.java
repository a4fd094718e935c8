package dev.trawl.source.jdbc.mariadb;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.MariaDbTypes;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Base tables as FROM items, by their mapping: `schema`, `table`, `column.<name>` where a column
/// has another name in the database, `number.<name>` where its integers look like something else to
/// MariaDB (bit, year), and `wkt.<name>` for shapes.
final class MariaDbTables implements Function<Relation.Scan, String> {
    private final Function<TableName, CatalogTable> tables;
    private final ZeroDates zeroDates;

    MariaDbTables(Function<TableName, CatalogTable> tables, ZeroDates zeroDates) {
        this.tables = tables;
        this.zeroDates = zeroDates;
    }

    @Override
    public String apply(Relation.Scan scan) {
        CatalogTable table = tables.apply(scan.table());
        return scan.fields().stream()
                .map(f -> column(f, table) + " AS " + Identifiers.quote(f.name()))
                .collect(
                        Collectors.joining(
                                ", ",
                                "(SELECT ",
                                " FROM %s.%s)"
                                        .formatted(
                                                Identifiers.quote(mapped(table, "schema")),
                                                Identifiers.quote(mapped(table, "table")))));
    }

    private String column(Field field, CatalogTable table) {
        String name =
                Identifiers.quote(
                        Optional.ofNullable(table.mapping().get("column." + field.name()))
                                .orElse(field.name()));
        if (table.mapping().containsKey("number." + field.name())) {
            return "CAST(%s AS SIGNED)".formatted(name);
        }
        if (table.mapping().containsKey("wkt." + field.name())) {
            return MariaDbTypes.text("ST_AsText(%s)".formatted(name));
        }
        boolean isDate = field.type().isPointInTime();
        return MariaDbTypes.read(
                field.type(), isDate && zeroDates == ZeroDates.MISSING ? valid(name) : name);
    }

    /// NULL for dates that are none; total.
    private static String valid(String name) {
        return "CASE WHEN year(%1$s) > 0 AND dayofmonth(%1$s) BETWEEN 1 AND dayofmonth(last_day(%1$s)) THEN %1$s END"
                .formatted(name);
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

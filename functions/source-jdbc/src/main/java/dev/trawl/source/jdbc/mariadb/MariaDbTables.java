package dev.trawl.source.jdbc.mariadb;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.MariaDbLeaves;
import dev.trawl.sql.MariaDbTypes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Base tables as FROM items, by their mapping: `schema`, `table`, `column.<name>` where a column
/// has another name in the database, `number.<name>` where its integers look like something else to
/// MariaDB (bit, year), `wkt.<name>` for shapes, and `collation.<name>` of texts, whose indexes
/// serve only where it is there.
final class MariaDbTables implements MariaDbLeaves {
    private final Function<TableName, CatalogTable> tables;
    private final ZeroDates zeroDates;
    private final RowSample sample;

    MariaDbTables(Function<TableName, CatalogTable> tables, ZeroDates zeroDates) {
        this(tables, zeroDates, RowSample.ALL);
    }

    /// @param sample of the rows of every table
    MariaDbTables(Function<TableName, CatalogTable> tables, ZeroDates zeroDates, RowSample sample) {
        this.tables = tables;
        this.zeroDates = zeroDates;
        this.sample = sample;
    }

    @Override
    public String query(Relation.Scan scan) {
        CatalogTable table = tables.apply(scan.table());
        Map<String, Held> held = held(scan);
        String all =
                scan.fields().stream()
                        .flatMap(f ->
                                Stream.concat(
                                        Stream.of(as(column(f, table), f.name())),
                                        Stream.ofNullable(held.get(f.name()))
                                                .map(h -> as(stored(f, table), h.name()))))
                        .collect(Collectors.joining(", ", "SELECT ", " FROM " + name(table)));
        return "(" + sample.of(all) + ")";
    }

    private static String as(String text, String name) {
        return text + " AS " + Identifiers.quote(name);
    }

    /// None of a sample, which no condition finds through an index.
    @Override
    public Map<String, Held> held(Relation.Scan scan) {
        Map<String, Held> held = new LinkedHashMap<>();
        if (!sample.equals(RowSample.ALL)) {
            return held;
        }
        CatalogTable table = tables.apply(scan.table());
        String prefix = unused(scan);
        for (Field field : scan.fields()) {
            String name = prefix + held.size();
            String collation = table.mapping().get("collation." + field.name());
            if (field.type() == Type.Simple.VARCHAR && collation != null) {
                held.put(field.name(), new Held(name, collation));
            } else if (field.type() == Type.Simple.UUID) {
                held.put(field.name(), new Held(name, "ascii_bin"));
            } else if (field.type() == Type.Simple.TIMESTAMP_TZ
                    || field.type().isPointInTime() && zeroDates == ZeroDates.MISSING) {
                held.put(field.name(), new Held(name, null));
            }
        }
        return held;
    }

    /// What no column's name begins with.
    private static String unused(Relation.Scan scan) {
        String prefix = "held";
        while (beginsAny(prefix, scan)) {
            prefix += "_";
        }
        return prefix;
    }

    private static boolean beginsAny(String prefix, Relation.Scan scan) {
        return scan.fields().stream()
                .anyMatch(f -> f.name().regionMatches(true, 0, prefix, 0, prefix.length()));
    }

    /// The table as the database calls it.
    static String name(CatalogTable table) {
        return "%s.%s"
                .formatted(
                        Identifiers.quote(mapped(table, "schema")),
                        Identifiers.quote(mapped(table, "table")));
    }

    private String column(Field field, CatalogTable table) {
        String name = stored(field, table);
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

    /// The column as the database calls it.
    private static String stored(Field field, CatalogTable table) {
        return Identifiers.quote(
                Optional.ofNullable(table.mapping().get("column." + field.name()))
                        .orElse(field.name()));
    }

    /// NULL for dates that are none; total.
    private static String valid(String name) {
        return "CASE WHEN year(%1$s) > 0 AND dayofmonth(%1$s) BETWEEN 1 AND dayofmonth(last_day(%1$s)) THEN %1$s END"
                .formatted(name);
    }

    static String mapped(CatalogTable table, String key) {
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

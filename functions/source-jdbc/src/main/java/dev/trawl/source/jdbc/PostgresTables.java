package dev.trawl.source.jdbc;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.jdbc.copy.PostgresTypes;
import dev.trawl.sql.Identifiers;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Base tables as FROM items, by their mapping: `schema`, `table`, `column.<name>` where a column
/// has another name in the database, and `numeric.<name>` = `bare` where its numeric has no digits.
///
/// Columns are cast to the types they have in the catalog. For equal types the server drops the
/// cast, so that indexes serve.
final class PostgresTables implements Function<Relation, String> {
    private final Function<TableName, CatalogTable> tables;
    private final Pages pages;

    PostgresTables(Function<TableName, CatalogTable> tables) {
        this(tables, PageRange.ALL);
    }

    /// @param pages of every table
    PostgresTables(Function<TableName, CatalogTable> tables, Pages pages) {
        this.tables = tables;
        this.pages = pages;
    }

    @Override
    public String apply(Relation leaf) {
        if (!(leaf instanceof Relation.Scan scan)) {
            throw new IllegalArgumentException("a database has no " + leaf.getClass());
        }
        CatalogTable table = tables.apply(scan.table());
        return scan.fields().stream()
                .map(f -> column(f, table))
                .collect(
                        Collectors.joining(
                                ", ",
                                "(SELECT ",
                                " FROM %s.%s%s)"
                                        .formatted(
                                                Identifiers.quote(mapped(table, "schema")),
                                                Identifiers.quote(mapped(table, "table")),
                                                pages.clause())));
    }

    private static String column(Field field, CatalogTable table) {
        String name =
                Identifiers.quote(
                        Optional.ofNullable(table.mapping().get("column." + field.name()))
                                .orElse(field.name()));
        return "%s AS %s".formatted(typed(field, name, table), Identifiers.quote(field.name()));
    }

    private static String typed(Field field, String name, CatalogTable table) {
        boolean bare = "bare".equals(table.mapping().get("numeric." + field.name()));
        // Rounding cannot fail, a cast to the digits of the type could, for rows that a filter
        // hides.
        return bare && field.type() instanceof Type.Decimal(int _, int scale)
                ? "round(%s, %d)".formatted(name, scale)
                : "%s::%s".formatted(name, base(field.type()));
    }

    private static String base(Type type) {
        return type == Type.Simple.JSON ? "json" : PostgresTypes.wire(type);
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

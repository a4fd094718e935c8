package dev.trawl.source.jdbc;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.source.jdbc.copy.PostgresTypes;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.SqlRenderer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Relations over base tables as PostgreSQL's SQL.
final class PostgresSql {
    private PostgresSql() {}

    static String query(Relation relation, Function<TableName, CatalogTable> tables) {
        return SqlRenderer.render(relation, Dialect.POSTGRESQL, new PostgresTables(tables));
    }

    /// Over tables by their names in the catalog.
    static String text(Relation governed) {
        return SqlRenderer.render(
                governed,
                Dialect.POSTGRESQL,
                leaf ->
                        leaf instanceof Relation.Scan scan
                                ? "%s.%s"
                                        .formatted(
                                                Identifiers.quote(scan.table().schema()),
                                                Identifiers.quote(scan.table().table()))
                                : "");
    }

    /// The query's rows as binary COPY, each column in the type that its decoder reads.
    ///
    /// @param pages of the relation's table, if it is over one
    static String copy(Relation relation, Function<TableName, CatalogTable> tables, Pages pages) {
        String columns =
                IntStream.range(0, relation.fields().size())
                        .mapToObj(i ->
                                "f.c%d::%s"
                                        .formatted(
                                                i,
                                                PostgresTypes.wire(
                                                        relation.fields().get(i).type())))
                        .collect(Collectors.joining(", "));
        return "COPY (SELECT %s FROM (%s) AS f) TO STDOUT (FORMAT binary)"
                .formatted(
                        columns,
                        SqlRenderer.render(
                                relation, Dialect.POSTGRESQL, new PostgresTables(tables, pages)));
    }
}

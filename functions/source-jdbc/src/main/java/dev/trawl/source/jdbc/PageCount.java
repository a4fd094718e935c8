package dev.trawl.source.jdbc;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.source.ReadContext;
import dev.trawl.source.jdbc.connect.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the reading of a relation is worth several connections: if it is columns and filters
/// over one large table of the database, which the database would read from its first page to its
/// last. Whatever groups, sorts, joins or limits stays one statement.
final class PageCount {
    /// From when on several connections are worth it.
    ///
    /// @param rowsMin tables known to be smaller are not asked about
    /// @param pagesMin for each connection
    record Worth(long rowsMin, long pagesMin) {
        /// A connection for 8 MB.
        static final Worth DEFAULT = new Worth(50_000, 1_024);
    }

    private static final Set<Type> KEYS =
            Set.of(Type.Simple.INTEGER, Type.Simple.BIGINT, Type.Simple.UUID);

    /// PostgreSQL 14 is the first that reads a range of pages alone.
    private static final String QUERY =
            """
            select pg_relation_size(c.oid) / current_setting('block_size')::int8
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_am a on a.oid = c.relam
            where n.nspname = ? and c.relname = ? and c.relkind = 'r' and a.amname = 'heap'
              and has_table_privilege(c.oid, 'SELECT')
              and current_setting('server_version_num')::int >= 140000
            """;

    private static final Pattern WHOLE_SCAN =
            Pattern.compile("(?:Seq Scan|Gather) .*?rows=(\\d+) .*");

    private PageCount() {}

    /// Pages of the relation's table; 0 if it is not worth it.
    static long of(Relation relation, long rowsMin, ReadContext context, Session session) {
        Optional<Relation.Scan> scan = scan(relation);
        if (scan.isEmpty()) {
            return 0;
        }
        CatalogTable table = context.tables().apply(scan.get().table());
        if (table.rowCount() >= 0 && table.rowCount() < rowsMin) {
            return 0;
        }
        try {
            return hasFilter(relation)
                            && (isLookUp(relation)
                                    || !readsWholeTable(relation, rowsMin, context, session))
                    ? 0
                    : pages(table, session);
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    /// The one table that a relation takes columns and rows of; absent for any other relation.
    static Optional<Relation.Scan> scan(Relation relation) {
        return relation instanceof Relation.Scan scan
                ? Optional.of(scan)
                : relation instanceof Relation.Filter || relation instanceof Relation.Project
                        ? scan(relation.inputs().getFirst())
                        : Optional.empty();
    }

    private static boolean hasFilter(Relation relation) {
        return relation instanceof Relation.Filter
                || relation.inputs().stream().anyMatch(PageCount::hasFilter);
    }

    /// A filter by one value of what may be a key: asking the database would take as long as
    /// reading.
    private static boolean isLookUp(Relation relation) {
        return relation instanceof Relation.Filter filter && isLookUp(filter.predicate())
                || relation.inputs().stream().anyMatch(PageCount::isLookUp);
    }

    private static boolean isLookUp(Expr predicate) {
        return predicate instanceof Expr.Call call
                && (call.function() == Function.AND
                        ? call.arguments().stream().anyMatch(PageCount::isLookUp)
                        : call.function() == Function.EQ
                                && call.arguments().stream().anyMatch(PageCount::isKeyColumn)
                                && call.arguments().stream()
                                        .anyMatch(a -> a instanceof Expr.Literal));
    }

    private static boolean isKeyColumn(Expr expr) {
        return expr instanceof Expr.Column column && KEYS.contains(column.type());
    }

    private static boolean readsWholeTable(
            Relation relation, long rowsMin, ReadContext context, Session session)
            throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet plan =
                    statement.executeQuery(
                            "explain " + PostgresSql.query(relation, context.tables()))) {
                plan.next();
                Matcher first = WHOLE_SCAN.matcher(plan.getString(1));
                return first.matches() && Long.parseLong(first.group(1)) >= rowsMin;
            }
        }
    }

    private static long pages(CatalogTable table, Session session) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(QUERY)) {
            statement.setString(1, PostgresTables.mapped(table, "schema"));
            statement.setString(2, PostgresTables.mapped(table, "table"));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }
}

package dev.trawl.source.jdbc.mariadb;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.jdbc.connect.Session;
import dev.trawl.sql.Identifiers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Samples of tables: by ranges of the primary key where its first column is a whole number, by lot
/// where there is none and the table is not too large to be read once.
final class TableSamples {
    private static final long LOT_BYTES_MAX = 1L << 30;
    private static final int DIGITS = 9;
    private static final Pattern SPLIT = Pattern.compile(Sample.ONLY + "rows ([0-9]{1,12})");

    private static final String TABLE =
            """
            select coalesce(t.table_rows, 0), coalesce(t.data_length, 0),
                   (select s.column_name
                    from information_schema.statistics s
                    join information_schema.columns c
                      on c.table_schema = s.table_schema and c.table_name = s.table_name
                         and c.column_name = s.column_name
                    where s.table_schema = t.table_schema and s.table_name = t.table_name
                      and s.index_name = 'PRIMARY' and s.seq_in_index = 1
                      and c.data_type in ('tinyint', 'smallint', 'mediumint', 'int', 'bigint'))
            from information_schema.tables t
            where t.table_schema = ? and t.table_name = ? and t.table_type = 'BASE TABLE'
            """;

    private TableSamples() {}

    /// What the database knows of a table.
    ///
    /// @param key column by which ranges are cut; absent if there is none
    private record Known(CatalogTable table, long rows, long bytes, @Nullable String key) {}

    static boolean isSample(@Nullable String split) {
        return split != null && SPLIT.matcher(split).matches();
    }

    /// About as many rows as wanted of the relation's table; absent where there is no bounded way.
    static Optional<Sample> plan(
            Relation relation, long rowsMax, ReadContext context, Session session) {
        return known(relation, context, session)
                .filter(known -> known.key() != null || known.bytes() <= LOT_BYTES_MAX)
                .map(known ->
                        new Sample(
                                Sample.ONLY + "rows " + rowsMax,
                                Math.min(rowsMax, known.rows()),
                                known.rows()));
    }

    /// The sample that the context's split stands for.
    static RowSample load(Relation relation, ReadContext context, Session session) {
        long rows = rows(context.split());
        Known known =
                known(relation, context, session)
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.SOURCE_CHANGED,
                                        "the table is no longer one that can be sampled; scan again"));
        String key = known.key();
        return key == null
                ? new RowSample.ByLot(share(rows, known.rows()))
                : byKey(known, key, rows, session);
    }

    private static long rows(@Nullable String split) {
        Matcher matcher = SPLIT.matcher(split == null ? "" : split);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no sample");
        }
        return Long.parseLong(matcher.group(1));
    }

    private static BigDecimal share(long rows, long all) {
        return BigDecimal.valueOf(rows)
                .divide(BigDecimal.valueOf(Math.max(1, all)), DIGITS, RoundingMode.UP);
    }

    private static RowSample byKey(Known known, String key, long rows, Session session) {
        String name = Identifiers.quote(key);
        String sql =
                "select min(%s), max(%s) from %s"
                        .formatted(name, name, MariaDbTables.name(known.table()));
        try (Statement statement = session.connection().createStatement();
                ResultSet bounds = statement.executeQuery(sql)) {
            bounds.next();
            BigDecimal from = bounds.getBigDecimal(1);
            BigDecimal to = bounds.getBigDecimal(2);
            return from == null || to == null
                    ? RowSample.ALL
                    : new RowSample.ByKey(
                            key, from.toBigIntegerExact(), to.toBigIntegerExact(), rows);
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    private static Optional<Known> known(Relation relation, ReadContext context, Session session) {
        Optional<Relation.Scan> scan = scan(relation);
        if (scan.isEmpty()) {
            return Optional.empty();
        }
        CatalogTable table = context.tables().apply(scan.get().table());
        try (PreparedStatement statement = session.connection().prepareStatement(TABLE)) {
            statement.setString(1, MariaDbTables.mapped(table, "schema"));
            statement.setString(2, MariaDbTables.mapped(table, "table"));
            try (ResultSet found = statement.executeQuery()) {
                return found.next()
                        ? Optional.of(
                                new Known(
                                        table,
                                        found.getLong(1),
                                        found.getLong(2),
                                        found.getString(3)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    private static Optional<Relation.Scan> scan(Relation relation) {
        return relation instanceof Relation.Scan scan
                ? Optional.of(scan)
                : relation instanceof Relation.Filter || relation instanceof Relation.Project
                        ? scan(relation.inputs().getFirst())
                        : Optional.empty();
    }
}

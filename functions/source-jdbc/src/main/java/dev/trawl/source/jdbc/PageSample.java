package dev.trawl.source.jdbc;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Relation;
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

/// Pages all over a table, of which the server reads no others; the same ones as long as the table
/// has as many.
///
/// @param percent of the table's pages
record PageSample(BigDecimal percent) implements Pages {
    /// Pages whose rows are counted to know how many a page has.
    private static final long COUNTED_PAGES = 64;

    private static final int DIGITS = 6;
    private static final BigDecimal ALL = BigDecimal.valueOf(100);
    private static final Pattern SPLIT =
            Pattern.compile(Sample.ONLY + "pages ([0-9]{1,3}\\.[0-9]{6})");

    /// With the tables that are part of it or inherit from it. Of a view there are none.
    private static final String PAGES =
            """
            with recursive parts as (
                select c.oid from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'm')
                union
                select i.inhrelid from pg_inherits i join parts p on i.inhparent = p.oid)
            select coalesce(sum(pg_relation_size(p.oid)), 0)::int8
                   / current_setting('block_size')::int8
            from parts p
            """;

    @Override
    public String clause() {
        return " TABLESAMPLE SYSTEM (%s) REPEATABLE (1)".formatted(percent.toPlainString());
    }

    /// The sample that a split of {@link #plan} stands for.
    static Optional<PageSample> of(@Nullable String split) {
        Matcher matcher = SPLIT.matcher(split == null ? "" : split);
        return matcher.matches()
                ? Optional.of(new PageSample(new BigDecimal(matcher.group(1)).min(ALL)))
                : Optional.empty();
    }

    private String split() {
        return Sample.ONLY + "pages " + percent.toPlainString();
    }

    /// About as many rows as wanted of the relation's table; absent if it has no pages of its own.
    static Optional<Sample> plan(
            Relation relation, long rowsMax, ReadContext context, Session session) {
        Optional<Relation.Scan> scan = PageCount.scan(relation);
        if (scan.isEmpty()) {
            return Optional.empty();
        }
        CatalogTable table = context.tables().apply(scan.get().table());
        try {
            long pages = pages(table, session);
            return pages == 0
                    ? Optional.empty()
                    : Optional.of(plan(table, pages, rowsMax, session));
        } catch (SQLException e) {
            throw session.failed(e);
        }
    }

    private static Sample plan(CatalogTable table, long pages, long rowsMax, Session session)
            throws SQLException {
        PageSample few = share(COUNTED_PAGES, pages);
        long tableRows = few.scaledUp(count(table, few, session));
        PageSample wanted = share(rowsMax, Math.max(1, tableRows));
        return new Sample(wanted.split(), Math.min(tableRows, rowsMax), tableRows);
    }

    private static PageSample share(long part, long whole) {
        return new PageSample(
                ALL.multiply(BigDecimal.valueOf(part))
                        .divide(BigDecimal.valueOf(whole), DIGITS, RoundingMode.UP)
                        .min(ALL.setScale(DIGITS)));
    }

    private long scaledUp(long rows) {
        return ALL.multiply(BigDecimal.valueOf(rows))
                .divide(percent, 0, RoundingMode.UP)
                .longValueExact();
    }

    private static long pages(CatalogTable table, Session session) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(PAGES)) {
            statement.setString(1, PostgresTables.mapped(table, "schema"));
            statement.setString(2, PostgresTables.mapped(table, "table"));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static long count(CatalogTable table, PageSample sample, Session session)
            throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows =
                    statement.executeQuery(
                            "select count(*) from %s.%s%s"
                                    .formatted(
                                            Identifiers.quote(
                                                    PostgresTables.mapped(table, "schema")),
                                            Identifiers.quote(
                                                    PostgresTables.mapped(table, "table")),
                                            sample.clause()))) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }
}

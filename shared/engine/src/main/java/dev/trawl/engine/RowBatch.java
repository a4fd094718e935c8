package dev.trawl.engine;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Rows from which files are cut. They are held in memory as far as the settings allow, the rest in
/// the context's folder. Used by one thread, who closes it.
public final class RowBatch implements AutoCloseable {
    private static final String TABLE = "batch";

    private final Session session;
    private final Watchdog watchdog;
    private final List<String> grouped;
    private final long rows;

    private RowBatch(Session session, Watchdog watchdog, List<String> grouped) throws SQLException {
        this.session = session;
        this.watchdog = watchdog;
        this.grouped = grouped;
        this.rows = count();
    }

    /// Rows that lie beside each other and have equal values in some columns.
    ///
    /// @param values as texts, by which no two groups are equal; null for NULL
    /// @param from number of the first row
    public record Group(List<@Nullable String> values, long from, long rows) {
        public Group {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    /// Takes all rows of the reader, which is read to its end and closed.
    ///
    /// @param fields of the reader
    /// @param groupedBy columns of scalar types whose equal values come together; within a group
    ///   rows keep their order, and without columns all do
    /// @param clock by which the context's deadline is meant
    /// @throws TrawlException MEMORY_LIMIT_EXCEEDED if they do not fit; that of the reader
    public static RowBatch load(
            ArrowReader rows,
            List<Field> fields,
            List<String> groupedBy,
            EngineSettings settings,
            EngineContext context,
            Clock clock) {
        try (Inputs inputs = new Inputs(List.of(new StreamInput(0, rows, context.allocator())))) {
            Session session = Session.open(settings, context.folder());
            Watchdog watchdog = new Watchdog(context, clock);
            try {
                watchdog.watch(session::interrupt);
                session.execute(script(inputs.get(0).register(session), fields, groupedBy));
                return new RowBatch(session, watchdog, List.copyOf(groupedBy));
            } catch (SQLException e) {
                TrawlException failure = failure(inputs.failure(), watchdog, e);
                close(session, watchdog);
                throw failure;
            }
        }
    }

    private static String script(String input, List<Field> fields, List<String> groupedBy) {
        if (groupedBy.isEmpty()) {
            return "CREATE TEMP TABLE %s AS SELECT * FROM %s".formatted(TABLE, input);
        }
        String number = number(fields);
        return "CREATE TEMP TABLE %s AS SELECT * EXCLUDE (%s) FROM (SELECT *, row_number() OVER () AS %s FROM %s) ORDER BY %s, %s"
                .formatted(TABLE, number, number, input, columns(groupedBy), number);
    }

    /// A name that no column has.
    private static String number(List<Field> fields) {
        String name = "#";
        while (true) {
            String candidate = name;
            if (fields.stream().noneMatch(f -> f.name().startsWith(candidate))) {
                return quoted(name);
            }
            name = name + "#";
        }
    }

    private long count() throws SQLException {
        try (ResultSet result = session.query("SELECT count(*) FROM " + TABLE);
                Statement _ = result.getStatement()) {
            result.next();
            return result.getLong(1);
        }
    }

    public long rows() {
        return rows;
    }

    /// The groups in the order of their rows; one of all rows if there are no columns to group by.
    ///
    /// @throws TrawlException SPLITS_LIMIT_EXCEEDED if there are more than `max`
    public List<Group> groups(int max) {
        if (grouped.isEmpty()) {
            return List.of(new Group(List.of(), 0, rows));
        }
        String texts =
                grouped.stream()
                        .map(c -> quoted(c) + "::VARCHAR")
                        .collect(Collectors.joining(", "));
        String sql =
                "SELECT %s, min(rowid), count(*) FROM %s GROUP BY %s ORDER BY min(rowid) LIMIT %d"
                        .formatted(texts, TABLE, columns(grouped), max + 1L);
        try (ResultSet result = session.query(sql);
                Statement _ = result.getStatement()) {
            List<Group> groups = new ArrayList<>();
            while (result.next()) {
                groups.add(group(result));
            }
            if (groups.size() > max) {
                throw new TrawlException(
                        ErrorCode.SPLITS_LIMIT_EXCEEDED,
                        "there are more than %d different values of %s".formatted(max, grouped));
            }
            return groups;
        } catch (SQLException e) {
            throw failure(null, watchdog, e);
        }
    }

    private Group group(ResultSet result) throws SQLException {
        int columns = grouped.size();
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            values.add(result.getString(i));
        }
        return new Group(values, result.getLong(columns + 1), result.getLong(columns + 2));
    }

    /// Writes rows into one file, in their order.
    ///
    /// @param from number of the first row
    /// @param file in the context's folder; replaced if it is there
    public void write(long from, long count, Path file, RowFiles.Format format) {
        try {
            session.execute(
                    RowFiles.copy(
                            "SELECT * FROM %s WHERE rowid >= %d AND rowid < %d"
                                    .formatted(TABLE, from, from + count),
                            file,
                            format));
        } catch (SQLException e) {
            throw failure(null, watchdog, e);
        }
    }

    private static TrawlException failure(
            @Nullable TrawlException input, Watchdog watchdog, SQLException error) {
        TrawlException ended = watchdog.reason();
        if (ended != null) {
            return ended;
        }
        return input == null ? EngineErrors.of(error) : input;
    }

    private static String columns(List<String> names) {
        return names.stream().map(RowBatch::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// Whether columns of a type can be grouped by, such that their texts name them.
    public static boolean isGroupable(Type type) {
        return switch (type) {
            case Type.Decimal _ -> true;
            case Type.Simple simple ->
                    switch (simple) {
                        case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, VARCHAR, DATE, UUID ->
                                true;
                        case REAL, DOUBLE, VARBINARY, JSON, TIME, TIMESTAMP, TIMESTAMP_TZ -> false;
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ -> false;
        };
    }

    private static void close(Session session, Watchdog watchdog) {
        watchdog.close();
        session.close();
    }

    @Override
    public void close() {
        close(session, watchdog);
    }
}

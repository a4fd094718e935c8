package dev.trawl.source.jdbc.write;

import dev.trawl.arrow.ArrowTypes;
import dev.trawl.arrow.ArrowValues;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.write.RowParts;
import dev.trawl.sql.Identifiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// PostgreSQL: rows go in by COPY, as text that the server reads itself.
public final class PostgresWrites implements WriteDialect {
    private static final int BUFFER = 64 * 1024;

    @Override
    public void open(Connection connection, Duration timeMax) throws SQLException {
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        execute(
                connection,
                "SELECT set_config('statement_timeout', '%1$d', false), set_config('lock_timeout', '%1$d', false), set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false)"
                        .formatted(Math.max(1, timeMax.toMillis())));
    }

    @Override
    public void createRuns(Connection connection, String table) throws SQLException {
        execute(
                connection,
                "CREATE TABLE IF NOT EXISTS %s (run varchar(64) PRIMARY KEY, rows bigint NOT NULL, written timestamptz NOT NULL DEFAULT now())"
                        .formatted(table));
        connection.commit();
    }

    @Override
    public void check(Connection connection, Target target) {
        // Every table of PostgreSQL takes part in transactions.
    }

    @Override
    public void stage(Connection connection, Target target) throws SQLException {
        execute(
                connection,
                "CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA"
                        .formatted(
                                WriteSql.STAGE, WriteSql.columns(target.columns()), target.name()));
    }

    @Override
    public long load(Connection connection, String table, Target target, RowParts parts)
            throws SQLException {
        CopyIn copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "COPY %s (%s) FROM STDIN"
                                        .formatted(table, WriteSql.columns(target.columns())));
        try {
            Rows rows = new Rows(copy);
            parts.forEach(rows::take);
            rows.flush();
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    @Override
    public void update(Connection connection, Target target) throws SQLException {
        execute(connection, "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(target.name()));
        List<String> others = target.columnsBesideKey();
        if (!others.isEmpty()) {
            execute(
                    connection,
                    "UPDATE %s t SET %s FROM %s s WHERE %s"
                            .formatted(
                                    target.name(),
                                    WriteSql.joined(
                                            others,
                                            c -> "%1$s = s.%1$s".formatted(Identifiers.quote(c)),
                                            ", "),
                                    WriteSql.STAGE,
                                    WriteSql.sameKey(target)));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Rows as lines of COPY's text format.
    private static final class Rows {
        private final CopyIn copy;
        private final StringBuilder text = new StringBuilder(BUFFER);

        Rows(CopyIn copy) {
            this.copy = copy;
        }

        void take(ArrowReader reader) throws SQLException {
            try {
                VectorSchemaRoot root = reader.getVectorSchemaRoot();
                List<Field> fields = ArrowTypes.fields(root.getSchema());
                while (reader.loadNextBatch()) {
                    for (int row = 0; row < root.getRowCount(); row++) {
                        for (int i = 0; i < fields.size(); i++) {
                            text.append(i == 0 ? "" : "\t");
                            append(ArrowValues.value(root.getVector(i), row, fields.get(i).type()));
                        }
                        text.append('\n');
                        if (text.length() >= BUFFER) {
                            flush();
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the rows cannot be read", e);
            }
        }

        void flush() throws SQLException {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(bytes, 0, bytes.length);
            text.setLength(0);
        }

        private void append(@Nullable Object value) {
            switch (value) {
                case null -> text.append("\\N");
                case Bytes bytes -> text.append("\\\\x").append(bytes.toHex());
                case String string -> escape(string);
                default -> text.append(Literals.toText(value));
            }
        }

        private void escape(String string) {
            for (int i = 0; i < string.length(); i++) {
                char c = string.charAt(i);
                switch (c) {
                    case '\\' -> text.append("\\\\");
                    case '\n' -> text.append("\\n");
                    case '\r' -> text.append("\\r");
                    case '\t' -> text.append("\\t");
                    case '\0' ->
                            throw new TrawlException(
                                    ErrorCode.VALUE_OUT_OF_RANGE,
                                    "a text has a NUL character, which PostgreSQL does not hold;"
                                            + " nothing was written");
                    default -> text.append(c);
                }
            }
        }
    }
}

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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// MariaDB: rows go in by batches of inserts. Only tables of InnoDB, which takes all or none.
public final class MariaDbWrites implements WriteDialect {
    private static final int BATCH_ROWS = 1_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    @Override
    public void open(Connection connection, Duration timeMax) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE");
        long seconds = Math.clamp(timeMax.toSeconds(), 1, Short.MAX_VALUE);
        execute(
                connection,
                "SET SESSION max_statement_time = %1$d, lock_wait_timeout = %1$d, innodb_lock_wait_timeout = %1$d"
                        .formatted(seconds));
    }

    @Override
    public void createRuns(Connection connection, String table) throws SQLException {
        execute(
                connection,
                "CREATE TABLE IF NOT EXISTS %s (run varchar(64) CHARACTER SET ascii PRIMARY KEY, \"rows\" bigint NOT NULL, written timestamp(6) NOT NULL DEFAULT current_timestamp(6)) ENGINE = InnoDB"
                        .formatted(table));
    }

    @Override
    public void check(Connection connection, Target target) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT engine FROM information_schema.tables WHERE table_schema = ? AND table_name = ?")) {
            statement.setString(1, target.schema());
            statement.setString(2, target.table());
            try (ResultSet found = statement.executeQuery()) {
                if (found.next() && !"InnoDB".equalsIgnoreCase(found.getString(1))) {
                    throw new TrawlException(
                            ErrorCode.NOT_SUPPORTED,
                            "table '%s' is not of InnoDB, so that rows could be written in part; nothing was written"
                                    .formatted(target.table()));
                }
            }
        }
    }

    @Override
    public void stage(Connection connection, Target target) throws SQLException {
        execute(
                connection,
                "CREATE TEMPORARY TABLE %s AS SELECT %s FROM %s LIMIT 0"
                        .formatted(
                                WriteSql.STAGE, WriteSql.columns(target.columns()), target.name()));
    }

    @Override
    public long load(Connection connection, String table, Target target, RowParts parts)
            throws SQLException {
        String sql =
                "INSERT INTO %s (%s) VALUES (%s)"
                        .formatted(
                                table,
                                WriteSql.columns(target.columns()),
                                String.join(
                                        ", ", Collections.nCopies(target.columns().size(), "?")));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Rows rows = new Rows(statement);
            parts.forEach(rows::take);
            rows.flush();
            return rows.written;
        }
    }

    @Override
    public void update(Connection connection, Target target) throws SQLException {
        List<String> others = target.columnsBesideKey();
        if (!others.isEmpty()) {
            execute(
                    connection,
                    "UPDATE %s t JOIN %s s ON %s SET %s"
                            .formatted(
                                    target.name(),
                                    WriteSql.STAGE,
                                    WriteSql.sameKey(target),
                                    WriteSql.joined(
                                            others,
                                            c -> "t.%1$s = s.%1$s".formatted(Identifiers.quote(c)),
                                            ", ")));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static final class Rows {
        private final PreparedStatement statement;
        private int pending;
        private long written;

        Rows(PreparedStatement statement) {
            this.statement = statement;
        }

        void take(ArrowReader reader) throws SQLException {
            try {
                VectorSchemaRoot root = reader.getVectorSchemaRoot();
                List<Field> fields = ArrowTypes.fields(root.getSchema());
                while (reader.loadNextBatch()) {
                    for (int row = 0; row < root.getRowCount(); row++) {
                        for (int i = 0; i < fields.size(); i++) {
                            set(
                                    i + 1,
                                    ArrowValues.value(
                                            root.getVector(i), row, fields.get(i).type()));
                        }
                        statement.addBatch();
                        pending++;
                        if (pending == BATCH_ROWS) {
                            flush();
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the rows cannot be read", e);
            }
        }

        void flush() throws SQLException {
            if (pending > 0) {
                statement.executeBatch();
                written += pending;
                pending = 0;
            }
        }

        private void set(int index, @Nullable Object value) throws SQLException {
            switch (value) {
                case null -> statement.setNull(index, Types.NULL);
                case Bytes bytes -> statement.setBytes(index, bytes.toArray());
                case Boolean flag -> statement.setBoolean(index, flag);
                case Double number -> statement.setDouble(index, finite(number));
                case Float number -> statement.setFloat(index, (float) finite(number));
                case LocalDateTime time -> statement.setString(index, TIME.format(time));
                case Instant time ->
                        statement.setString(index, TIME.format(time.atOffset(ZoneOffset.UTC)));
                default -> statement.setString(index, Literals.toText(value));
            }
        }

        private static double finite(double number) {
            if (!Double.isFinite(number)) {
                throw new TrawlException(
                        ErrorCode.VALUE_OUT_OF_RANGE,
                        "a number is NaN or infinite, which MariaDB does not hold; nothing was written");
            }
            return number;
        }
    }
}

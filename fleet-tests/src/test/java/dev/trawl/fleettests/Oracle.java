package dev.trawl.fleettests;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A DuckDB in memory that holds full copies of the tables and says what the right answer is. For
/// one thread; closed by the test that opened it.
final class Oracle implements AutoCloseable {
    private final Connection connection;

    private Oracle(Connection connection) {
        this.connection = connection;
    }

    static Oracle open() throws SQLException {
        Oracle oracle = new Oracle(DriverManager.getConnection("jdbc:duckdb:"));
        oracle.execute("SET TimeZone = 'UTC'");
        oracle.execute("SET threads = 2");
        return oracle;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Writes rows into a Parquet file with row groups of at least 2048 rows.
    void writeParquet(String query, Path file) throws SQLException {
        execute("COPY (%s) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 4096)".formatted(query, file));
    }

    /// Writes rows into a CSV file in which NULL is `\N`.
    void writeCsv(String query, Path file) throws SQLException {
        execute("COPY (%s) TO '%s' (FORMAT csv, HEADER, NULL '\\N')".formatted(query, file));
    }

    List<List<@Nullable Object>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(result.getObject(i));
                }
                rows.add(Collections.unmodifiableList(row));
            }
            return rows;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

package dev.trawl.source.objects;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.plan.Field;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.TypeSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Parquet files as DuckDB writes them.
final class ParquetFiles {
    private ParquetFiles() {}

    static byte[] of(List<Field> fields, List<? extends List<? extends @Nullable Object>> rows) {
        String names =
                IntStream.range(0, fields.size())
                        .mapToObj(i -> "f" + i)
                        .collect(Collectors.joining(", "));
        String columns =
                IntStream.range(0, fields.size())
                        .mapToObj(i ->
                                "CAST(f%d AS %s) AS \"%s\""
                                        .formatted(
                                                i,
                                                TypeSql.name(fields.get(i).type(), Dialect.DUCKDB),
                                                fields.get(i).name()))
                        .collect(Collectors.joining(", "));
        try (RootAllocator allocator = new RootAllocator();
                DuckDBConnection connection = connect();
                ArrowReader reader = ArrowRows.reader(fields, rows, 100_000, allocator);
                ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Data.exportArrayStream(allocator, reader, stream);
            connection.registerArrowStream("given", stream);
            return copy(
                    connection,
                    "SELECT %s FROM (FROM given) AS x(%s)".formatted(columns, names),
                    "ROW_GROUP_SIZE 2048");
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("a fixture cannot be written", e);
        }
    }

    /// The result of a query.
    static byte[] of(String sql, String options) {
        try (DuckDBConnection connection = connect()) {
            return copy(connection, sql, options);
        } catch (SQLException e) {
            throw new IllegalStateException("a fixture cannot be written", e);
        }
    }

    private static DuckDBConnection connect() throws SQLException {
        DuckDBConnection connection =
                DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone='UTC'; SET threads=1");
        }
        return connection;
    }

    private static byte[] copy(DuckDBConnection connection, String sql, String options)
            throws SQLException {
        try {
            Path file = Files.createTempFile("fixture", ".parquet");
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "COPY (%s) TO '%s' (FORMAT parquet, %s)".formatted(sql, file, options));
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.trawl.cli;

import dev.trawl.local.FleetAdministrator;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/// Puts the example's data into the stores of a running fleet; what is there already stays.
public final class DemoData {

    private static final String DATABASE = "airline";
    private static final String BUCKET = "airline-flights";

    private final Path example;
    private final Consumer<String> progress;

    /// Takes objects into a bucket.
    @FunctionalInterface
    public interface Bucket {
        void put(String bucket, String key, byte[] content);
    }

    /// The data in the folder `example`; each step is told to `progress`.
    public DemoData(Path example, Consumer<String> progress) {
        this.example = example;
        this.progress = progress;
    }

    void load(FleetAdministrator administrator) throws IOException, SQLException {
        try (Connection connection = administrator.connect(DATABASE)) {
            load(administrator::putObject, connection);
        }
    }

    /// Fills a bucket and a database wherever they are.
    public void load(Bucket bucket, Connection connection) throws IOException, SQLException {
        for (String folder : List.of("flights", "airports")) {
            long bytes = putFolder(bucket, folder);
            progress.accept("s3://%s/%s/  %,d kB".formatted(BUCKET, folder, bytes / 1024));
        }
        if (!exists(connection, "station_delays")) {
            execute(connection, "station-delays.sql");
        }
        for (String table : List.of("passengers", "bookings")) {
            long rows = fill(connection, table);
            progress.accept("postgresql %s.%s  %,d rows".formatted(DATABASE, table, rows));
        }
    }

    private long putFolder(Bucket bucket, String folder) throws IOException {
        Path data = example.resolve("data");
        long bytes = 0;
        try (Stream<Path> files = Files.walk(data.resolve(folder))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] content = Files.readAllBytes(file);
                bucket.put(BUCKET, data.relativize(file).toString(), content);
                bytes += content.length;
            }
        }
        return bytes;
    }

    private long fill(Connection connection, String table) throws IOException, SQLException {
        if (!exists(connection, table)) {
            execute(connection, "bookings.sql");
        }
        long rows = count(connection, table);
        if (rows > 0) {
            return rows;
        }
        String copy = "COPY %s FROM STDIN (FORMAT csv, HEADER)".formatted(table);
        try (Reader file = Files.newBufferedReader(example.resolve("data/" + table + ".csv"))) {
            return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, file);
        }
    }

    private void execute(Connection connection, String file) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(example.resolve(file)));
        }
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, "public", table, null)) {
            return tables.next();
        }
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
            result.next();
            return result.getLong(1);
        }
    }
}

package dev.trawl.engine;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.DuckDbMacros;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/// A DuckDB in memory, locked for good before it runs anything: no text reads or writes anything
/// but files of one folder, loads code, or changes a setting. Closed by who opened it.
final class Database implements AutoCloseable {
    private static final String SPILL = "spill";

    private final DuckDBConnection root;
    private final Path folder;
    private final boolean ownsFolder;

    private Database(DuckDBConnection root, Path folder, boolean ownsFolder) {
        this.root = root;
        this.folder = folder;
        this.ownsFolder = ownsFolder;
    }

    /// Over a folder of its own, which goes with it.
    static Database alone(EngineSettings settings) {
        try {
            return open(settings, Files.createTempDirectory("trawl-engine"), true);
        } catch (IOException e) {
            throw new TrawlException(ErrorCode.INTERNAL, "scratch space cannot be used", e);
        }
    }

    /// Over a folder of the caller's.
    static Database open(EngineSettings settings, Path folder) {
        return open(settings, folder, false);
    }

    private static Database open(EngineSettings settings, Path folder, boolean ownsFolder) {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        try {
            DuckDBConnection root =
                    DriverManager.getConnection("jdbc:duckdb:", properties)
                            .unwrap(DuckDBConnection.class);
            try (Statement statement = root.createStatement()) {
                statement.execute(script(settings, folder));
            } catch (SQLException e) {
                root.close();
                throw e;
            }
            return new Database(root, folder, ownsFolder);
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        }
    }

    /// A connection with temporary tables and views of its own, which go with it; the caller closes
    /// it.
    DuckDBConnection connect() {
        try {
            return root.duplicate().unwrap(DuckDBConnection.class);
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        }
    }

    /// The only folder that it reads.
    Path folder() {
        return folder;
    }

    /// Removes all files that were put into the folder; what DuckDB spills stays its own.
    void emptyFolder() {
        remove(path -> !path.startsWith(folder.resolve(SPILL)) && !path.equals(folder));
    }

    @Override
    public void close() {
        try {
            root.close();
        } catch (SQLException e) {
            throw EngineErrors.of(e);
        } finally {
            if (ownsFolder) {
                remove(_ -> true);
            }
        }
    }

    private void remove(Predicate<Path> goes) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.filter(goes).sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new TrawlException(ErrorCode.INTERNAL, "scratch space cannot be given back", e);
        }
    }

    /// All settings are global, so that every connection has them.
    private static String script(EngineSettings settings, Path folder) {
        String scratch = text(folder.toAbsolutePath().toString());
        List<String> options =
                List.of(
                        "memory_limit='%dB'".formatted(settings.memoryBytes()),
                        "max_temp_directory_size='%dB'".formatted(settings.scratchBytes()),
                        "threads=" + settings.threads(),
                        "temp_directory=" + text(folder.resolve(SPILL).toAbsolutePath().toString()),
                        "allowed_directories=[%s]".formatted(scratch),
                        "enable_external_access=false",
                        "enable_external_file_cache=false",
                        "autoinstall_known_extensions=false",
                        "autoload_known_extensions=false",
                        "allow_community_extensions=false",
                        "error_on_division_by_zero=true",
                        "default_null_order='nulls_last_on_asc_first_on_desc'",
                        "TimeZone='UTC'",
                        "preserve_insertion_order=true");
        return Stream.of(
                        options.stream().map(o -> "SET GLOBAL " + o),
                        DuckDbMacros.STATEMENTS.stream(),
                        Stream.of("SET GLOBAL lock_configuration=true"))
                .flatMap(s -> s)
                .collect(Collectors.joining(";\n"));
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}

package dev.trawl.engine;

import dev.trawl.protocol.TrawlException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Writes rows as files of other programs.
public final class RowFiles {
    private RowFiles() {}

    /// How rows are written. Times and decimals are texts in CSV as DuckDB prints them; in JSON
    /// lines numbers are numbers, whatever a reader makes of their digits.
    public enum Format {
        /// Compressed with zstd, with statistics.
        PARQUET("FORMAT parquet, COMPRESSION zstd"),
        /// RFC 4180 with a header; NULL is nothing, an empty text is `""`.
        CSV("FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"'"),
        /// One object to a line.
        JSON_LINES("FORMAT json");

        private final String options;

        Format(String options) {
            this.options = options;
        }
    }

    /// Writes all rows of the reader, which is read to its end and closed, into one file.
    ///
    /// @param file in the context's folder
    public static void write(
            ArrowReader rows,
            Path file,
            Format format,
            EngineSettings settings,
            EngineContext context) {
        try (Inputs inputs = new Inputs(List.of(new StreamInput(0, rows, context.allocator())));
                Session session = Session.open(settings, context.folder())) {
            String name = inputs.get(0).register(session);
            try {
                session.execute(copy("SELECT * FROM " + name, file, format));
            } catch (SQLException e) {
                TrawlException failure = inputs.failure();
                throw failure == null ? EngineErrors.of(e) : failure;
            }
        }
    }

    static String copy(String query, Path file, Format format) {
        return "COPY (%s) TO '%s' (%s)"
                .formatted(
                        query, file.toAbsolutePath().toString().replace("'", "''"), format.options);
    }
}

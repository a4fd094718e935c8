package dev.trawl.engine;

import dev.trawl.protocol.TrawlException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Writes rows as Parquet.
public final class ParquetFiles {
    private ParquetFiles() {}

    /// Writes all rows of the reader, which is read to its end and closed, into one file.
    ///
    /// @param file in the context's folder
    public static void write(
            ArrowReader rows, Path file, EngineSettings settings, EngineContext context) {
        try (Inputs inputs = new Inputs(List.of(new StreamInput(0, rows, context.allocator())));
                Session session = Session.open(settings, context.folder())) {
            String name = inputs.get(0).register(session);
            try {
                session.execute(
                        "COPY (SELECT * FROM %s) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
                                .formatted(
                                        name, file.toAbsolutePath().toString().replace("'", "''")));
            } catch (SQLException e) {
                TrawlException failure = inputs.failure();
                throw failure == null ? EngineErrors.of(e) : failure;
            }
        }
    }
}

package dev.trawl.source.run;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.TableName;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.SourceParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/// What one request may use: Arrow memory up to its limit, a scratch folder, its query's
/// cancellation. Closed by who opened it, after every reader.
public final class RequestScope implements AutoCloseable {
    private final String queryId;
    private final BufferAllocator allocator;
    private final Cancellation cancellation;
    private final Path scratch;

    private RequestScope(
            String queryId, BufferAllocator allocator, Cancellation cancellation, Path scratch) {
        this.queryId = queryId;
        this.allocator = allocator;
        this.cancellation = cancellation;
        this.scratch = scratch;
    }

    public static RequestScope open(SourceParts parts, String queryId) {
        return open(parts, queryId, StoredCancellation.FirstLook.AT_ONCE);
    }

    /// @param look when it is first asked whether the query was cancelled
    static RequestScope open(SourceParts parts, String queryId, StoredCancellation.FirstLook look) {
        return new RequestScope(
                queryId,
                new RootAllocator(parts.settings().memoryBytesMax()),
                new StoredCancellation(parts.state(), queryId, parts.clock(), look),
                parts.scratch().resolve("request-" + UUID.randomUUID()));
    }

    public ReadContext context(
            Function<TableName, CatalogTable> tables, @Nullable String split, Instant deadline) {
        return new ReadContext(queryId, allocator, tables, split, deadline, cancellation, scratch);
    }

    /// @throws IllegalStateException if Arrow memory is still in use
    @Override
    public void close() {
        try {
            if (Files.exists(scratch)) {
                delete(scratch);
            }
        } finally {
            allocator.close();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the scratch folder cannot be removed", e);
        }
    }
}

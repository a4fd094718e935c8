package dev.trawl.source;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.TableName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/// What one reading needs beside the relation.
///
/// @param queryId names the work in the source's own logs and sessions
/// @param allocator of the request; the request's owner closes it
/// @param tables base tables of the grant's catalog by name
/// @param split token of {@link Source#splits}; absent for everything
/// @param cancellation polled by long work
/// @param scratch a folder of this request alone, made by who needs it, removed afterwards
public record ReadContext(
        String queryId,
        BufferAllocator allocator,
        Function<TableName, CatalogTable> tables,
        @Nullable String split,
        Instant deadline,
        Cancellation cancellation,
        Path scratch) {}

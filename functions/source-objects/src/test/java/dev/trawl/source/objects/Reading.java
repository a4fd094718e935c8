package dev.trawl.source.objects;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Reads one table from a source.
///
/// @param columns of the catalog
record Reading(
        ObjectsSource source, List<Field> columns, Map<String, String> mapping, Path scratch) {
    static final TableName TABLE = new TableName("files", "public", "t");

    Relation.Scan scan(String... names) {
        return new Relation.Scan(
                TABLE,
                java.util.Arrays.stream(names)
                        .map(n ->
                                columns.stream()
                                        .filter(f -> f.name().equals(n))
                                        .findFirst()
                                        .orElseThrow())
                        .toList());
    }

    List<List<@Nullable Object>> rows(Relation relation) {
        return rows(relation, null);
    }

    List<List<@Nullable Object>> rows(Relation relation, @Nullable String split) {
        try (RootAllocator allocator = new RootAllocator();
                ArrowReader reader = source.read(relation, context(allocator, split))) {
            return ArrowRows.toRows(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SourceAnswer.Splits splits(Relation relation, int max) {
        try (RootAllocator allocator = new RootAllocator()) {
            return source.splits(relation, max, context(allocator, null));
        }
    }

    Optional<Sample> sample(String... names) {
        try (RootAllocator allocator = new RootAllocator()) {
            return source.sample(scan(names), 1_000, context(allocator, null));
        }
    }

    private ReadContext context(RootAllocator allocator, @Nullable String split) {
        CatalogTable table =
                new CatalogTable(
                        TABLE,
                        "t",
                        Set.of(),
                        "",
                        "",
                        columns.stream()
                                .map(f -> new CatalogColumn(f.name(), f.type(), Set.of(), true, ""))
                                .toList(),
                        mapping,
                        -1);
        return new ReadContext(
                "query",
                allocator,
                _ -> table,
                split,
                Instant.now().plusSeconds(60),
                Cancellation.NEVER,
                request());
    }

    private Path request() {
        try {
            return Files.createTempDirectory(scratch, "request-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.trawl.source.jdbc.mariadb;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Reads relations from a source by its own discovered catalog; fails on close if memory leaked.
final class MariaDbReading implements AutoCloseable {
    private final Source source;
    private final String schema;
    private final RootAllocator allocator = new RootAllocator(256L << 20);
    private final Map<TableName, CatalogTable> tables = new HashMap<>();
    private final Map<String, List<String>> notes = new HashMap<>();
    private final Map<String, Map<String, String>> comments = new HashMap<>();

    MariaDbReading(Source source, String schema) {
        this.source = source;
        this.schema = schema;
        for (SourceAnswer.DiscoveredTable found : source.discover(Instant.now().plusSeconds(30))) {
            TableName name = new TableName("db", found.schema(), found.name());
            notes.put(found.name(), found.notes());
            comments.put(found.name(), found.comments());
            tables.put(
                    name,
                    new CatalogTable(
                            name,
                            found.name(),
                            Set.of(),
                            "",
                            "",
                            found.columns().stream()
                                    .map(f ->
                                            new CatalogColumn(
                                                    f.name(), f.type(), Set.of(), true, ""))
                                    .toList(),
                            found.mapping(),
                            found.rowCount()));
        }
    }

    /// All columns of a table.
    Relation.Scan scan(String table) {
        CatalogTable found = require(new TableName("db", schema, table));
        return new Relation.Scan(
                found.name(),
                found.columns().stream().map(c -> new Field(c.name(), c.type())).toList());
    }

    Map<String, String> comments(String table) {
        return comments.getOrDefault(table, Map.of());
    }

    List<String> notes(String table) {
        return notes.getOrDefault(table, List.of());
    }

    private CatalogTable require(TableName name) {
        return Optional.ofNullable(tables.get(name)).orElseThrow();
    }

    ReadContext context(Instant deadline, Cancellation cancellation) {
        return new ReadContext(
                "q1",
                allocator,
                this::require,
                null,
                deadline,
                cancellation,
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    List<List<@Nullable Object>> rows(Relation relation) {
        return rows(relation, context(Instant.now().plusSeconds(30), Cancellation.NEVER));
    }

    List<List<@Nullable Object>> rows(Relation relation, ReadContext context) {
        try (ArrowReader reader = source.read(relation, context)) {
            return ArrowRows.toRows(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the database is asked for a relation.
    String sql(Relation relation) {
        return source.explain(relation, context(Instant.now().plusSeconds(30), Cancellation.NEVER))
                .getFirst();
    }

    @Override
    public void close() {
        source.close();
        allocator.close();
    }
}

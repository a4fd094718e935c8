package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.ArrowTypes;
import dev.trawl.arrow.PartWriter;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.engine.EngineContext;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.ParquetFiles;
import dev.trawl.plan.Field;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Runs exports. A run writes its parts under a folder of its attempt; the manifest, created only
/// if there is none, is the commit: readers follow manifests, and what no manifest names is no
/// export.
final class ExportRuns {
    private final ResourceService resources;
    private final ObjectStore state;
    private final QueryClient queries;
    private final ExportSettings settings;
    private final Clock clock;

    ExportRuns(
            ResourceService resources,
            ObjectStore state,
            QueryClient queries,
            ExportSettings settings,
            Clock clock) {
        this.resources = resources;
        this.state = state;
        this.queries = queries;
        this.settings = settings;
        this.clock = clock;
    }

    /// Who runs it.
    ///
    /// @param principal `issuer|subject`
    record Caller(String principal, String token) {
        @Override
        public String toString() {
            return "Caller[" + principal + "]";
        }
    }

    /// @param manifest JSON
    record Run(String id, String manifest) {}

    /// Runs the export under the caller's rights; a repeated key of the same caller and export
    /// finds the run that was committed.
    Run run(String name, String idempotencyKey, Caller caller) {
        ResourceService.Current export =
                resources
                        .find(ResourceKind.EXPORT, name)
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no export '%s'".formatted(name)));
        String id = id(caller, String.join("\n", name, export.head(), idempotencyKey));
        Optional<Run> committed = find(id, caller);
        if (committed.isPresent()) {
            return committed.get();
        }
        JsonNode spec = export.resource().spec();
        requireSupported(spec, name);
        Instant deadline = clock.instant().plus(settings.runTime());
        QueryClient.Result result =
                queries.run(
                        text(spec, "query", name),
                        spec.path("purpose").asText(""),
                        caller.token(),
                        deadline);
        String attempt = prefix(id) + UUID.randomUUID() + "/";
        Written written = write(result, attempt, deadline);
        String manifest = manifest(id, name, caller, result.queryId(), written);
        boolean isFirst =
                state.create(
                        manifestKey(id),
                        manifest.getBytes(StandardCharsets.UTF_8),
                        "application/json");
        return isFirst ? new Run(id, manifest) : find(id, caller).orElseThrow(ExportRuns::unknown);
    }

    /// What would be left aside silently is refused.
    private void requireSupported(JsonNode spec, String name) {
        requireOnly(spec, "format", "parquet", name);
        requireOnly(spec, "bucket", state.bucket(), name);
        if (spec.has("prefix")) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "export/%s: spec.prefix is not offered, runs are under exports/runs/"
                            .formatted(name));
        }
    }

    private static void requireOnly(JsonNode spec, String field, String only, String name) {
        if (spec.has(field) && !spec.path(field).asText().equals(only)) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "export/%s: spec.%s may only be '%s'".formatted(name, field, only));
        }
    }

    /// The committed run of this id, for the caller who ran it.
    Optional<Run> find(String id, Caller caller) {
        if (!id.matches("[0-9a-f]{16}-[0-9a-f]{32}") || !id.startsWith(owner(caller))) {
            return Optional.empty();
        }
        return state.find(manifestKey(id))
                .map(bytes -> new Run(id, new String(bytes, StandardCharsets.UTF_8)));
    }

    private record Part(String key, long rows, long bytes, String sha256) {}

    private record Written(List<Field> fields, List<Part> parts) {}

    private Written write(QueryClient.Result result, String attempt, Instant deadline) {
        try {
            Path folder = Files.createTempDirectory("export");
            try (Allocators memory = new Allocators(settings.memoryMax().bytes())) {
                List<Part> parts = new ArrayList<>();
                List<Field> fields = List.of();
                for (byte[] stream : result.streams()) {
                    Path file = folder.resolve("part-%05d.parquet".formatted(parts.size()));
                    long rows = rows(stream, memory);
                    fields = convert(stream, file, folder, memory, deadline);
                    String key = attempt + file.getFileName();
                    byte[] bytes = Files.readAllBytes(file);
                    state.put(key, bytes, "application/vnd.apache.parquet");
                    parts.add(new Part(key, rows, bytes.length, PartWriter.sha256(bytes)));
                    Files.delete(file);
                }
                return new Written(fields, parts);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("scratch space failed", e);
        }
    }

    private static long rows(byte[] stream, Allocators memory) throws IOException {
        try (BufferAllocator allocator = memory.forRequest("export");
                ArrowReader reader = ArrowStreams.reader(stream, allocator)) {
            long rows = 0;
            while (reader.loadNextBatch()) {
                rows += reader.getVectorSchemaRoot().getRowCount();
            }
            return rows;
        }
    }

    private List<Field> convert(
            byte[] stream, Path file, Path folder, Allocators memory, Instant deadline)
            throws IOException {
        EngineSettings engine =
                new EngineSettings(settings.memoryMax().bytes() / 2, 1, 1L << 30, 16_384);
        try (BufferAllocator allocator = memory.forRequest("export")) {
            ArrowReader reader = ArrowStreams.reader(stream, allocator);
            List<Field> fields = ArrowTypes.fields(reader.getVectorSchemaRoot().getSchema());
            ParquetFiles.write(
                    reader,
                    file,
                    engine,
                    new EngineContext(folder, allocator, deadline, () -> false));
            return fields;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private String manifest(
            String id, String name, Caller caller, String queryId, Written written) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("run").string(id).field("export").string(name);
                    o.field("author").string(caller.principal());
                    o.field("queryId").string(queryId);
                    o.field("time").string(clock.instant().toString());
                    o.field("bucket").string(state.bucket());
                    o.field("format").string("parquet");
                    o.field("schema").list(written.fields(), PlanCodec::write);
                    o.field("rows").integer(written.parts().stream().mapToLong(Part::rows).sum());
                    o.field("parts").list(written.parts(), ExportRuns::write);
                }));
    }

    private static void write(JsonWriter out, Part part) {
        out.object(o ->
                o.field("key")
                        .string(part.key())
                        .field("rows")
                        .integer(part.rows())
                        .field("bytes")
                        .integer(part.bytes())
                        .field("sha256")
                        .string(part.sha256()));
    }

    private static String id(Caller caller, String key) {
        return owner(caller) + "-" + sha256(key).substring(0, 32);
    }

    private static String owner(Caller caller) {
        return sha256(caller.principal()).substring(0, 16);
    }

    private static String sha256(String text) {
        return PartWriter.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String prefix(String id) {
        return "exports/runs/" + id + "/";
    }

    private static String manifestKey(String id) {
        return prefix(id) + "manifest.json";
    }

    private static String text(JsonNode spec, String field, String name) {
        JsonNode value = spec.path(field);
        if (!value.isTextual()) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "export/%s: spec.%s must be a text".formatted(name, field));
        }
        return value.textValue();
    }

    private static TrawlException unknown() {
        return new TrawlException(
                ErrorCode.COMMIT_STATE_UNKNOWN, "whether the export was committed is not known");
    }
}

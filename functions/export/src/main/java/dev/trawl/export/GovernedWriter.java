package dev.trawl.export;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.ArrowTypes;
import dev.trawl.arrow.PartWriter;
import dev.trawl.engine.EngineContext;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.RowFiles;
import dev.trawl.lambda.JobQueries;
import dev.trawl.plan.Field;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Runs the query as the declared principal and writes each part of its result as a file.
final class GovernedWriter implements ResultWriter {
    private static final long SCRATCH_BYTES_MAX = 1L << 30;
    private static final int BATCH_ROWS = 16_384;

    private final Jobs jobs;
    private final QueryClient queries;
    private final long memoryMax;

    GovernedWriter(Jobs jobs, QueryClient queries, long memoryMax) {
        this.jobs = jobs;
        this.queries = queries;
        this.memoryMax = memoryMax;
    }

    @Override
    public Manifest write(Run run, ObjectStore target, Instant deadline) {
        JobQueries.Job job = jobs.job(run);
        try {
            Path folder = Files.createTempDirectory("export");
            try (Allocators memory = new Allocators(memoryMax)) {
                Output output = new Output(run, target, folder, memory, deadline);
                SortedSet<String> datasets = queries.run(run.spec(), job, deadline, output::add);
                return new Manifest(
                        job.queryId(), List.copyOf(datasets), output.fields, output.parts);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("scratch space failed", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Files of one attempt.
    private final class Output {
        private final Run run;
        private final ObjectStore target;
        private final Path folder;
        private final Allocators memory;
        private final Instant deadline;
        private final List<Manifest.Part> parts = new ArrayList<>();
        private List<Field> fields = List.of();

        Output(Run run, ObjectStore target, Path folder, Allocators memory, Instant deadline) {
            this.run = run;
            this.target = target;
            this.folder = folder;
            this.memory = memory;
            this.deadline = deadline;
        }

        void add(byte[] stream) {
            ExportSpec.Format format = run.spec().format();
            String name = "part-%05d.%s".formatted(parts.size(), format.extension());
            try {
                long rows = rows(stream);
                byte[] bytes =
                        switch (format) {
                            case ARROW -> stream;
                            case PARQUET -> converted(stream, name, RowFiles.Format.PARQUET);
                            case CSV -> converted(stream, name, RowFiles.Format.CSV);
                            case JSONL -> converted(stream, name, RowFiles.Format.JSON_LINES);
                        };
                String key = run.attemptFolder() + name;
                ObjectStore.ObjectInfo written = target.put(key, bytes, format.contentType());
                parts.add(
                        new Manifest.Part(
                                key, rows, bytes.length, PartWriter.sha256(bytes), written.etag()));
            } catch (IOException e) {
                throw new UncheckedIOException("scratch space failed", e);
            }
        }

        private long rows(byte[] stream) throws IOException {
            try (BufferAllocator allocator = memory.forRequest(run.id());
                    ArrowReader reader = ArrowStreams.reader(stream, allocator)) {
                fields = ArrowTypes.fields(reader.getVectorSchemaRoot().getSchema());
                long rows = 0;
                while (reader.loadNextBatch()) {
                    rows += reader.getVectorSchemaRoot().getRowCount();
                }
                return rows;
            }
        }

        private byte[] converted(byte[] stream, String name, RowFiles.Format format)
                throws IOException {
            Path file = folder.resolve(name);
            EngineSettings engine =
                    new EngineSettings(memoryMax / 2, 1, SCRATCH_BYTES_MAX, BATCH_ROWS);
            try (BufferAllocator allocator = memory.forRequest(run.id())) {
                RowFiles.write(
                        ArrowStreams.reader(stream, allocator),
                        file,
                        format,
                        engine,
                        new EngineContext(folder, allocator, deadline, () -> false));
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
            }
        }
    }
}

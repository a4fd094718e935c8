package dev.trawl.export;

import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.ConcatenatedReader;
import dev.trawl.arrow.PartBytes;
import dev.trawl.arrow.PartWriter;
import dev.trawl.engine.EngineContext;
import dev.trawl.engine.RowBatch;
import dev.trawl.engine.RowFiles;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Some parts of an answer on their way into files, on one thread.
final class WriteBatch {
    private static final int IN_MEMORY_BYTES_MAX = 8 << 20;

    private final RunFiles files;
    private final int number;
    private final List<Field> fields;
    private final List<Manifest.Part> written = new ArrayList<>();

    /// @param number among the batches, which names the files
    WriteBatch(RunFiles files, int number, List<Field> fields) {
        this.files = files;
        this.number = number;
        this.fields = fields;
    }

    List<Manifest.Part> write(List<QueryClient.Part> parts) {
        switch (files.run.spec().format()) {
            case ARROW -> keep(parts.getFirst());
            case PARQUET -> cut(parts, RowFiles.Format.PARQUET);
            case CSV -> cut(parts, RowFiles.Format.CSV);
            case JSONL -> cut(parts, RowFiles.Format.JSON_LINES);
        }
        return written;
    }

    private void keep(QueryClient.Part part) {
        try (BufferAllocator allocator = files.memory.forRequest(files.run.id());
                PartBytes stream = part.load(allocator)) {
            files.admit("");
            long rows = rows(stream, allocator);
            String key = key("");
            ObjectStore.ObjectInfo put =
                    files.target.put(
                            key,
                            new ObjectStore.Content(stream.size(), stream::stream),
                            files.run.spec().format().contentType());
            add(key, rows, put, stream.sha256());
        }
    }

    private static long rows(PartBytes stream, BufferAllocator allocator) {
        try (ArrowReader reader = ArrowStreams.reader(stream.stream(), allocator)) {
            long rows = 0;
            while (reader.loadNextBatch()) {
                rows += reader.getVectorSchemaRoot().getRowCount();
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory cannot be read", e);
        }
    }

    /// Parts that take more room together than there is are taken one by one.
    private void cut(List<QueryClient.Part> parts, RowFiles.Format format) {
        int before = written.size();
        try {
            cutTogether(parts, format);
        } catch (TrawlException e) {
            boolean isTooMuch = e.code() == ErrorCode.MEMORY_LIMIT_EXCEEDED;
            if (!isTooMuch || parts.size() == 1 || written.size() > before) {
                throw isTooMuch ? tooLarge(e) : e;
            }
            parts.forEach(part -> cut(List.of(part), format));
        }
    }

    private static TrawlException tooLarge(TrawlException e) {
        return new TrawlException(
                e.code(),
                "a part of the result does not fit into the writer's memory and scratch; raise TRAWL_EXPORT_MEMORY_MAX and TRAWL_EXPORT_SCRATCH_MAX, or set TRAWL_EXPORT_AT_ONCE to 1",
                null,
                e);
    }

    private void cutTogether(List<QueryClient.Part> parts, RowFiles.Format format) {
        try {
            Path scratch = Files.createDirectory(files.folder.resolve(scratchName()));
            try (BufferAllocator allocator = files.memory.forRequest(files.run.id());
                    RowBatch rows = load(parts, allocator, scratch)) {
                for (RowBatch.Group group : rows.groups(files.limits.partitionsMax())) {
                    cut(rows, group, scratch.resolve("file"), format);
                }
            } finally {
                GovernedWriter.delete(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("scratch space failed", e);
        }
    }

    private String scratchName() {
        return "batch-" + number;
    }

    private RowBatch load(List<QueryClient.Part> parts, BufferAllocator allocator, Path scratch) {
        List<Supplier<ArrowReader>> readers = new ArrayList<>();
        for (QueryClient.Part part : parts) {
            readers.add(() -> ArrowStreams.reader(part.load(allocator).lastStream(), allocator));
        }
        return RowBatch.load(
                new ConcatenatedReader(fields, readers, allocator),
                fields,
                files.run.spec().files().partitionBy(),
                files.limits.engine(),
                new EngineContext(scratch, allocator, files.deadline, () -> false),
                files.clock);
    }

    /// One file, or several where one would be too large. A batch without rows is one file, which
    /// tells the columns, unless there are partitions.
    private void cut(RowBatch batch, RowBatch.Group group, Path file, RowFiles.Format format)
            throws IOException {
        FileLayout layout = files.run.spec().files();
        String partition = PartitionPath.of(layout.partitionBy(), group.values());
        long from = group.from();
        long end = from + group.rows();
        do {
            files.admit(partition);
            long rows = Math.min(end - from, files.rowsPerFile());
            batch.write(from, rows, file, format);
            while (Files.size(file) > layout.fileBytesMax() && rows > 1) {
                double share = 0.9 * layout.fileBytesMax() / Files.size(file);
                rows = Math.max(1, Math.min(rows - 1, Math.round(rows * share)));
                batch.write(from, rows, file, format);
            }
            if (rows > 0) {
                files.learn(Files.size(file), rows);
            }
            put(partition, file, rows);
            from += rows;
        } while (from < end);
    }

    private void put(String partition, Path file, long rows) throws IOException {
        if (Files.size(file) <= IN_MEMORY_BYTES_MAX) {
            put(partition, Files.readAllBytes(file), rows);
            return;
        }
        String key = key(partition);
        String sha256 = sha256(file);
        ObjectStore.ObjectInfo put =
                files.target.put(key, file, files.run.spec().format().contentType());
        add(key, rows, put, sha256);
    }

    private void put(String partition, byte[] bytes, long rows) {
        String key = key(partition);
        ObjectStore.ObjectInfo put =
                files.target.put(key, bytes, files.run.spec().format().contentType());
        add(key, rows, put, PartWriter.sha256(bytes));
    }

    private void add(String key, long rows, ObjectStore.ObjectInfo put, String sha256) {
        written.add(new Manifest.Part(key, rows, put.size(), sha256, put.etag()));
        files.progress.wrote(rows, put.size());
    }

    private String key(String partition) {
        return "%s%spart-%05d-%05d.%s"
                .formatted(
                        files.run.attemptFolder(),
                        partition,
                        number,
                        written.size(),
                        files.run.spec().format().extension());
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest =
                        new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

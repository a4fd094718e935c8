package dev.trawl.export;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.ArrowTypes;
import dev.trawl.arrow.PartBytes;
import dev.trawl.arrow.PartsInFlight;
import dev.trawl.engine.RowBatch;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Writes the parts of an answer as files of one attempt: some parts that follow each other at a
/// time, and several such batches side by side, in bounded memory. For one attempt.
final class RunFiles {
    final Run run;
    final ObjectStore target;
    final Path folder;
    final Allocators memory;
    final Instant deadline;
    final Clock clock;
    final WriteLimits limits;
    final Progress.Teller progress;
    private final Set<String> partitions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger files = new AtomicInteger();
    private volatile double rowBytes;

    /// @param folder scratch that is this attempt's
    RunFiles(
            Run run,
            ObjectStore target,
            Path folder,
            Allocators memory,
            Instant deadline,
            Clock clock,
            WriteLimits limits,
            Progress.Teller progress) {
        this.run = run;
        this.target = target;
        this.folder = folder;
        this.memory = memory;
        this.deadline = deadline;
        this.clock = clock;
        this.limits = limits;
        this.progress = progress;
    }

    /// What was written, in the order of the rows, or of partitions batch by batch. When it fails,
    /// nothing is written any more.
    record Written(List<Field> fields, List<Manifest.Part> parts) {
        Written {
            fields = List.copyOf(fields);
            parts = List.copyOf(parts);
        }
    }

    Written write(List<QueryClient.Part> parts) {
        byte[] first = bytes(parts.getFirst());
        List<Field> fields = fields(first);
        requirePartitions(fields);
        List<QueryClient.Part> loaded = new ArrayList<>(parts);
        loaded.set(0, parts.getFirst().loaded(first));
        List<Manifest.Part> written = new ArrayList<>();
        try (PartsInFlight<List<Manifest.Part>> batches = new PartsInFlight<>(limits.atOnce())) {
            int number = 0;
            for (List<QueryClient.Part> batch : batches(loaded)) {
                WriteBatch work = new WriteBatch(this, number, fields);
                batches.send(() -> work.write(batch));
                number++;
            }
            batches.arrived().forEach(written::addAll);
        }
        return new Written(fields, written);
    }

    private byte[] bytes(QueryClient.Part part) {
        try (BufferAllocator allocator = memory.forRequest(run.id());
                PartBytes bytes = part.load(allocator)) {
            return bytes.toArray();
        }
    }

    /// Arrow streams stay as they are; of other formats as many parts as one file holds, roughly.
    private List<List<QueryClient.Part>> batches(List<QueryClient.Part> parts) {
        boolean isKept = run.spec().format() == ExportSpec.Format.ARROW;
        long bytesMax =
                isKept ? 0 : Math.min(limits.batchBytes(), run.spec().files().fileBytesMax());
        List<List<QueryClient.Part>> batches = new ArrayList<>();
        List<QueryClient.Part> batch = new ArrayList<>();
        long bytes = 0;
        for (QueryClient.Part part : parts) {
            if (!batch.isEmpty() && bytes + part.bytes() > bytesMax) {
                batches.add(List.copyOf(batch));
                batch.clear();
                bytes = 0;
            }
            batch.add(part);
            bytes += part.bytes();
        }
        batches.add(List.copyOf(batch));
        return batches;
    }

    private List<Field> fields(byte[] stream) {
        try (BufferAllocator allocator = memory.forRequest(run.id());
                ArrowReader reader = ArrowStreams.reader(stream, allocator)) {
            return ArrowTypes.fields(reader.getVectorSchemaRoot().getSchema());
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory cannot be read", e);
        }
    }

    private void requirePartitions(List<Field> fields) {
        for (String column : run.spec().files().partitionBy()) {
            List<Field> named = fields.stream().filter(f -> f.name().equals(column)).toList();
            if (named.size() != 1) {
                throw new TrawlException(
                        ErrorCode.COLUMN_NOT_FOUND,
                        "spec.partitionBy names '%s', which has to be one column of the query's result; quoted names differ in case"
                                .formatted(column));
            }
            if (!RowBatch.isGroupable(named.getFirst().type())) {
                throw new TrawlException(
                        ErrorCode.TYPE_MISMATCH,
                        "spec.partitionBy names '%s' of type %s; folders are named by boolean, integer, decimal, varchar, date and uuid: cast it in the query"
                                .formatted(column, named.getFirst().type().text()));
            }
        }
    }

    /// Counts a file that is about to be written, and its partition.
    void admit(String partition) {
        if (!clock.instant().isBefore(deadline)) {
            throw new TrawlException(
                    ErrorCode.TIME_LIMIT_EXCEEDED,
                    "the files were not written in time; export less at once, or raise spec.timeout or TRAWL_EXPORT_TIME");
        }
        if (partitions.add(partition) && partitions.size() > limits.partitionsMax()) {
            throw new TrawlException(
                    ErrorCode.SPLITS_LIMIT_EXCEEDED,
                    "the result has more than %d partitions by %s (TRAWL_EXPORT_PARTITIONS_MAX); partition by fewer or coarser columns"
                            .formatted(limits.partitionsMax(), run.spec().files().partitionBy()));
        }
        if (files.incrementAndGet() > limits.filesMax()) {
            throw new TrawlException(
                    ErrorCode.SPLITS_LIMIT_EXCEEDED,
                    "the result has more than %d files (TRAWL_EXPORT_FILES_MAX); raise spec.maxFileBytes, partition by fewer columns, or order the query by them"
                            .formatted(limits.filesMax()));
        }
    }

    /// Rows that fit one file, as far as is known.
    long rowsPerFile() {
        double bytes = rowBytes;
        double max = run.spec().files().fileBytesMax();
        return bytes == 0 ? Long.MAX_VALUE : Math.max(1, Math.round(max * 0.95 / bytes));
    }

    /// How large rows came out; small files say little of it.
    void learn(long bytes, long rows) {
        if (bytes > run.spec().files().fileBytesMax() / 4) {
            rowBytes = (double) bytes / rows;
        }
    }
}

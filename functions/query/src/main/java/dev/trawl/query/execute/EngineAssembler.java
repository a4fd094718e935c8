package dev.trawl.query.execute;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.EvenReader;
import dev.trawl.engine.Evaluation;
import dev.trawl.engine.Leaves;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Relation;
import dev.trawl.query.split.Fragment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Assembles in the local evaluator. Thread-safe.
public final class EngineAssembler implements Assembler {
    private final LocalEvaluator evaluator;
    private final Allocators allocators;
    private final ChunkReaders readers;
    private final ChunkWriter writer;

    public EngineAssembler(
            LocalEvaluator evaluator,
            Allocators allocators,
            ChunkReaders readers,
            ChunkWriter writer) {
        this.evaluator = evaluator;
        this.allocators = allocators;
        this.readers = readers;
        this.writer = writer;
    }

    @Override
    public List<Chunk> assemble(
            Work work, Relation assembly, Map<Integer, Received> received, Watch watch) {
        return made(
                work,
                allocator -> {
                    try (ArrowReader rows =
                            evaluate(assembly, open(work, received, allocator), watch, allocator)) {
                        return write(work, rows, watch, allocator);
                    }
                });
    }

    @Override
    public List<Chunk> merge(Work work, int fragment, Relation merge, Received parts, Watch watch) {
        Relation overFirst =
                Leaves.map(
                        merge,
                        leaf ->
                                leaf instanceof Relation.Received
                                        ? new Relation.Received(0, leaf.fields())
                                        : leaf);
        return made(
                work,
                allocator -> {
                    try (ArrowReader rows =
                            evaluate(
                                    overFirst, List.of(open(parts, allocator)), watch, allocator)) {
                        return writer.write(
                                "%s/fragment-%d".formatted(work.queryId(), fragment),
                                rows,
                                work.options().withoutLimits(),
                                allocator);
                    }
                });
    }

    @Override
    public List<Chunk> recut(Work work, Received received, Watch watch) {
        return made(
                work,
                allocator -> {
                    try (ArrowReader rows = open(received, allocator)) {
                        return even(work, rows, watch, allocator);
                    }
                });
    }

    @FunctionalInterface
    private interface Making {
        List<Chunk> with(BufferAllocator allocator) throws IOException;
    }

    private List<Chunk> made(Work work, Making making) {
        try (BufferAllocator allocator = allocators.forRequest(work.queryId())) {
            return making.with(allocator);
        } catch (OutOfMemoryException e) {
            throw Allocators.limitExceeded(e);
        } catch (IOException e) {
            throw ChunkWriter.unreadable(e);
        }
    }

    private ArrowReader evaluate(
            Relation plan, List<ArrowReader> inputs, Watch watch, BufferAllocator allocator) {
        return evaluator.evaluate(
                Evaluation.of(plan, inputs, allocator, watch.deadline(), watch::isCancelled));
    }

    /// Batches of the engine follow from those of its inputs.
    private List<Chunk> write(Work work, ArrowReader rows, Watch watch, BufferAllocator allocator)
            throws IOException {
        return work.hidesRows()
                ? even(work, rows, watch, allocator)
                : writer.write(work.queryId(), rows, work.options(), allocator);
    }

    private List<Chunk> even(Work work, ArrowReader rows, Watch watch, BufferAllocator allocator)
            throws IOException {
        try (ArrowReader even = new EvenReader(rows, watch::check, allocator)) {
            return writer.write(work.queryId(), even, work.options(), allocator);
        }
    }

    private List<ArrowReader> open(
            Work work, Map<Integer, Received> received, BufferAllocator allocator) {
        return work.plan().fragments().stream()
                .map(Fragment::number)
                .map(number -> {
                    Received rows = received.get(number);
                    if (rows == null) {
                        throw new IllegalStateException(
                                "fragment %d did not run".formatted(number));
                    }
                    return open(rows, allocator);
                })
                .toList();
    }

    private ArrowReader open(Received rows, BufferAllocator allocator) {
        return readers.open(rows.fields(), rows.chunks(), allocator);
    }
}

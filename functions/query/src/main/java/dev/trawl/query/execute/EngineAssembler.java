package dev.trawl.query.execute;

import dev.trawl.arrow.Allocators;
import dev.trawl.engine.Evaluation;
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
        try (BufferAllocator allocator = allocators.forRequest(work.queryId());
                ArrowReader rows =
                        evaluator.evaluate(
                                Evaluation.of(
                                        assembly,
                                        open(work, received, allocator),
                                        allocator,
                                        watch.deadline(),
                                        watch::isCancelled))) {
            return writer.write(work.queryId(), rows, work.options());
        } catch (OutOfMemoryException e) {
            throw Allocators.limitExceeded(e);
        } catch (IOException e) {
            throw ChunkWriter.unreadable(e);
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
                    return readers.open(rows.fields(), rows.chunks(), allocator);
                })
                .toList();
    }
}

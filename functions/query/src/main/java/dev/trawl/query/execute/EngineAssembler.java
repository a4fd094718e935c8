package dev.trawl.query.execute;

import dev.trawl.arrow.Allocators;
import dev.trawl.engine.Evaluation;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.split.Fragment;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Assembles in the local evaluator, with scratch space that is gone afterwards. Thread-safe.
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
        Path folder = scratch();
        try (BufferAllocator allocator = allocators.forRequest(work.queryId());
                ArrowReader rows =
                        evaluator.evaluate(
                                Evaluation.of(
                                        assembly,
                                        open(work, received, allocator),
                                        folder,
                                        allocator,
                                        watch.deadline(),
                                        watch::isCancelled))) {
            return writer.write(work.queryId(), rows, work.options());
        } catch (OutOfMemoryException e) {
            throw Allocators.limitExceeded(e);
        } catch (IOException e) {
            throw ChunkWriter.unreadable(e);
        } finally {
            delete(folder);
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

    private static Path scratch() {
        try {
            return Files.createTempDirectory("trawl-query");
        } catch (IOException e) {
            throw noScratch(e);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path visited, @Nullable IOException e) throws IOException {
                            Files.delete(visited);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw noScratch(e);
        }
    }

    private static TrawlException noScratch(IOException cause) {
        return new TrawlException(ErrorCode.INTERNAL, "scratch space cannot be used", cause);
    }
}

package dev.trawl.engine;

import dev.trawl.plan.Relation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// One plan to evaluate.
///
/// @param received rows of `Received(0)`, `Received(1)`, …; read to their end and closed in any
///   case
/// @param files FROM item, in DuckDB's SQL, of each scan; its columns have the names of the scan's
///   fields
/// @param folder of files that those items read, and of scratch; nothing else can be read
/// @param allocator of the answer's batches
/// @param isCancelled asked several times a second
public record Evaluation(
        Relation plan,
        List<ArrowReader> received,
        Function<Relation.Scan, String> files,
        Path folder,
        BufferAllocator allocator,
        Instant deadline,
        BooleanSupplier isCancelled) {
    public Evaluation {
        received = List.copyOf(received);
    }

    /// A plan over received rows only.
    public static Evaluation of(
            Relation plan,
            List<ArrowReader> received,
            Path folder,
            BufferAllocator allocator,
            Instant deadline,
            BooleanSupplier isCancelled) {
        return new Evaluation(
                plan, received, Evaluation::noFiles, folder, allocator, deadline, isCancelled);
    }

    /// A plan over received rows only, for which no folder is needed.
    public static Evaluation of(
            Relation plan,
            List<ArrowReader> received,
            BufferAllocator allocator,
            Instant deadline,
            BooleanSupplier isCancelled) {
        return of(plan, received, Path.of(""), allocator, deadline, isCancelled);
    }

    EngineContext context() {
        return new EngineContext(folder, allocator, deadline, isCancelled);
    }

    private static String noFiles(Relation.Scan scan) {
        throw new IllegalArgumentException("no file holds " + scan.table());
    }
}

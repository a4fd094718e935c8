package dev.trawl.engine;

/// Bounds of one evaluation.
///
/// @param memoryBytes what DuckDB may hold before it spills
/// @param scratchBytes what it may spill
/// @param batchRows rows per batch of the answer
/// @param iterationsMax steps of a recursion
public record EngineSettings(
        long memoryBytes, int threads, long scratchBytes, int batchRows, int iterationsMax) {
    private static final int ITERATIONS_MAX = 10_000;
    private static final long MEMORY_MIN = 16L << 20;
    private static final int BATCH_ROWS_MAX = 1 << 20;

    public EngineSettings(long memoryBytes, int threads, long scratchBytes, int batchRows) {
        this(memoryBytes, threads, scratchBytes, batchRows, ITERATIONS_MAX);
    }

    public EngineSettings {
        if (memoryBytes < MEMORY_MIN
                || threads < 1
                || scratchBytes < 0
                || batchRows < 1
                || batchRows > BATCH_ROWS_MAX
                || iterationsMax < 1) {
            throw new IllegalArgumentException(
                    "no such bounds: %d bytes of memory (at least %d), %d threads, %d bytes of scratch, %d rows"
                            .formatted(memoryBytes, MEMORY_MIN, threads, scratchBytes, batchRows));
        }
    }
}

package dev.trawl.export;

import dev.trawl.engine.EngineSettings;

/// Bounds of writing files.
///
/// @param memoryMax of batches and engines together
/// @param scratchMax that engines may spill, together
/// @param atOnce batches that are written side by side
/// @param filesMax of one run
/// @param partitionsMax of one run
record WriteLimits(long memoryMax, long scratchMax, int atOnce, int filesMax, int partitionsMax) {
    private static final long ENGINE_BYTES_MIN = 32L << 20;
    private static final int BATCH_ROWS = 16_384;

    /// Compressed rows take about four times as much in memory.
    private static final int EXPANSION = 4;

    WriteLimits {
        atOnce = (int) Math.max(1, Math.min(atOnce, memoryMax / 2 / ENGINE_BYTES_MIN));
    }

    /// What all batches may take of Arrow.
    long arrowBytes() {
        return memoryMax / 2;
    }

    /// Parts of an answer that are taken together have so many bytes, or are one.
    long batchBytes() {
        return engineBytes() / EXPANSION;
    }

    private long engineBytes() {
        return memoryMax / 2 / atOnce;
    }

    EngineSettings engine() {
        return new EngineSettings(engineBytes(), 1, scratchMax / atOnce, BATCH_ROWS);
    }
}

package dev.trawl.source;

import dev.trawl.arrow.StreamEncoder.Compression;
import dev.trawl.source.govern.PlanLimits;
import java.time.Duration;

/// Limits of one source function. Every one has a default, is positive, and ends a request with the
/// code named here when it is exceeded.
///
/// @param rowsMax governed rows of one fragment: ROWS_LIMIT_EXCEEDED
/// @param bytesMax Arrow bytes of one fragment: BYTES_LIMIT_EXCEEDED
/// @param inlineBytesMax answers above it go into parts, whatever the request allows
/// @param partBytesMax a part ends with the batch that exceeds it
/// @param partsMax parts of one fragment: BYTES_LIMIT_EXCEEDED
/// @param memoryBytesMax Arrow memory of one request: MEMORY_LIMIT_EXCEEDED
/// @param runtimeMax of one request, if its deadline is later: TIME_LIMIT_EXCEEDED
/// @param splitsMax splits of one table: SPLITS_LIMIT_EXCEEDED
/// @param tablesMax tables that discovery lists: INVALID_REQUEST
/// @param plan size of a fragment: REQUEST_TOO_LARGE
/// @param partCompression of batches that are worth it
public record SourceSettings(
        long rowsMax,
        long bytesMax,
        long inlineBytesMax,
        long partBytesMax,
        int partsMax,
        long memoryBytesMax,
        Duration runtimeMax,
        int splitsMax,
        int tablesMax,
        PlanLimits plan,
        Compression partCompression) {
    /// An invocation's answer is at most 6 MB of JSON, and Arrow travels in base64.
    public static final long INLINE_BYTES_CEILING = 4_400_000;

    public static final SourceSettings DEFAULT =
            new SourceSettings(
                    200_000_000,
                    16L << 30,
                    INLINE_BYTES_CEILING,
                    16L << 20,
                    10_000,
                    384L << 20,
                    Duration.ofMinutes(14),
                    1_000,
                    10_000,
                    PlanLimits.DEFAULT,
                    Compression.ZSTD);

    /// With parts compressed as usual.
    public SourceSettings(
            long rowsMax,
            long bytesMax,
            long inlineBytesMax,
            long partBytesMax,
            int partsMax,
            long memoryBytesMax,
            Duration runtimeMax,
            int splitsMax,
            int tablesMax,
            PlanLimits plan) {
        this(
                rowsMax,
                bytesMax,
                inlineBytesMax,
                partBytesMax,
                partsMax,
                memoryBytesMax,
                runtimeMax,
                splitsMax,
                tablesMax,
                plan,
                Compression.ZSTD);
    }

    public SourceSettings {
        checkPositive("rowsMax", rowsMax);
        checkPositive("bytesMax", bytesMax);
        checkPositive("inlineBytesMax", inlineBytesMax);
        checkPositive("partBytesMax", partBytesMax);
        checkPositive("partsMax", partsMax);
        checkPositive("memoryBytesMax", memoryBytesMax);
        checkPositive("runtimeMax", runtimeMax.toMillis());
        checkPositive("splitsMax", splitsMax);
        checkPositive("tablesMax", tablesMax);
        if (inlineBytesMax > INLINE_BYTES_CEILING) {
            throw new IllegalArgumentException(
                    "inlineBytesMax is at most %d, not %d"
                            .formatted(INLINE_BYTES_CEILING, inlineBytesMax));
        }
    }

    /// Whether a fragment may give less than by default.
    public boolean isTightened() {
        return rowsMax < DEFAULT.rowsMax
                || bytesMax < DEFAULT.bytesMax
                || partsMax < DEFAULT.partsMax;
    }

    private static void checkPositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s must be positive, not %d".formatted(name, value));
        }
    }
}

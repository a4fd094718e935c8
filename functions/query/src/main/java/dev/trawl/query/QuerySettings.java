package dev.trawl.query;

import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;
import java.time.Duration;

/// Settings of the query function and the executor.
///
/// @param function own logical name
/// @param issuers JSON of trusted token issuers
/// @param memoryMax of the engine that assembles, and of Arrow batches
/// @param threads of the engine that assembles
/// @param scratchMax that the engine may spill to disk
/// @param functionMegabytes memory of this function, for cost estimates
/// @param catalogFresh for how long the catalog in force is not asked for again
public record QuerySettings(
        Role role,
        String function,
        String issuers,
        ByteSize memoryMax,
        int threads,
        ByteSize scratchMax,
        int functionMegabytes,
        Duration catalogFresh,
        QueryLimits limits) {

    public static QuerySettings from(Settings settings) {
        return new QuerySettings(
                settings.choice("TRAWL_ROLE", Role.class),
                settings.text("TRAWL_FUNCTION"),
                settings.text("TRAWL_ISSUERS"),
                settings.size(
                        "TRAWL_ENGINE_MEMORY_MAX",
                        ByteSize.ofMegabytes(512),
                        ByteSize.ofMegabytes(64),
                        ByteSize.ofMegabytes(10_240)),
                settings.integer("TRAWL_ENGINE_THREADS", 2, 1, 16),
                settings.size(
                        "TRAWL_ENGINE_SCRATCH_MAX",
                        ByteSize.ofMegabytes(400),
                        new ByteSize(0),
                        ByteSize.ofMegabytes(10_240)),
                settings.integer("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", 2_048, 128, 10_240),
                settings.duration(
                        "TRAWL_CATALOG_FRESH",
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        Duration.ofMinutes(1)),
                QueryLimits.from(settings));
    }
}

package dev.trawl.query;

import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;
import dev.trawl.query.openlineage.OpenLineage;
import dev.trawl.query.record.SqlDetail;
import java.time.Duration;

/// Settings of the query function and the executor.
///
/// @param function own logical name
/// @param issuers JSON of trusted token issuers
/// @param engineMemoryMax of the engine that assembles, before it spills; by default 40 % of the
///   function's
/// @param batchMemoryMax of Arrow batches; by default 25 % of the function's
/// @param threads of the engine that assembles
/// @param scratchMax that the engine may spill to disk
/// @param iterationsMax steps of WITH RECURSIVE
/// @param functionMegabytes memory of this function, for cost estimates
/// @param auditSql how much of a query's text its records keep
/// @param auditDayMax records of one day that `GET /v1/audit` looks through
/// @param catalogFresh for how long the catalog in force is not asked for again
/// @param openLineage who is told of queries
/// @param plansMax plans that are kept for equal requests; 0 for none
public record QuerySettings(
        Role role,
        String function,
        String issuers,
        ByteSize engineMemoryMax,
        ByteSize batchMemoryMax,
        int threads,
        ByteSize scratchMax,
        int iterationsMax,
        int functionMegabytes,
        SqlDetail auditSql,
        int auditDayMax,
        Duration catalogFresh,
        int plansMax,
        QueryLimits limits,
        OpenLineage.Config openLineage) {

    private static final int FUNCTION_MEGABYTES = 2_048;
    private static final double ENGINE_SHARE = 0.4;
    private static final double BATCHES_SHARE = 0.25;

    public static QuerySettings from(Settings settings) {
        int megabytes =
                settings.integer(
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", FUNCTION_MEGABYTES, 128, 10_240);
        return new QuerySettings(
                settings.choice("TRAWL_ROLE", Role.class),
                settings.text("TRAWL_FUNCTION"),
                settings.text("TRAWL_ISSUERS"),
                memory(settings, "TRAWL_ENGINE_MEMORY_MAX", megabytes, ENGINE_SHARE),
                memory(settings, "TRAWL_BATCH_MEMORY_MAX", megabytes, BATCHES_SHARE),
                settings.integer("TRAWL_ENGINE_THREADS", 2, 1, 16),
                settings.size(
                        "TRAWL_ENGINE_SCRATCH_MAX",
                        ByteSize.ofMegabytes(400),
                        new ByteSize(0),
                        ByteSize.ofMegabytes(10_240)),
                settings.integer("TRAWL_ITERATIONS_MAX", 10_000, 1, 1_000_000),
                megabytes,
                settings.choice("TRAWL_AUDIT_SQL", SqlDetail.SHAPE),
                settings.integer("TRAWL_AUDIT_DAY_MAX", 100_000, 1, 1_000_000),
                settings.duration(
                        "TRAWL_CATALOG_FRESH",
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        Duration.ofMinutes(1)),
                settings.integer("TRAWL_PLANS_MAX", 500, 0, 10_000),
                QueryLimits.from(settings),
                OpenLineage.Config.from(settings));
    }

    private static ByteSize memory(Settings settings, String name, int megabytes, double share) {
        return settings.size(
                name,
                ByteSize.ofMegabytes(Math.max(32, Math.round(megabytes * share))),
                ByteSize.ofMegabytes(32),
                ByteSize.ofMegabytes(10_240));
    }
}

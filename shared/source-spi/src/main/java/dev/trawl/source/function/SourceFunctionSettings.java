package dev.trawl.source.function;

import dev.trawl.engine.EngineSettings;
import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.govern.PlanLimits;
import dev.trawl.store.aws.AwsStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings that every source function reads from its environment, once.
///
/// @param source name of the source, which grants must be for
/// @param stateTable `TRAWL_STATE_TABLE`
/// @param stateBucket of catalog and results
/// @param auditBucket `TRAWL_AUDIT_BUCKET`, by default the state bucket
/// @param trustedRoots JWKS of the keys that certify signers of grants
/// @param pseudonymSecrets ids of secrets by pseudonym domain
/// @param scratch folder for folders of requests
/// @param priming how long the process works over a fixture before its first request, which it does
///   once in any case; absent if it does not
public record SourceFunctionSettings(
        String source,
        String stateTable,
        String stateBucket,
        String auditBucket,
        AwsStores.PathStyle pathStyle,
        String trustedRoots,
        Map<String, String> pseudonymSecrets,
        Path scratch,
        SourceSettings limits,
        EngineSettings engine,
        @Nullable Duration priming) {
    private static final long MANY = 1_000_000_000_000L;
    private static final SourceSettings LIMITS = SourceSettings.DEFAULT;
    private static final int FUNCTION_MEGABYTES = 1_024;

    /// Of each megabyte of the function: its heap and its code have what these leave.
    private static final long BATCHES_SHARE = (1L << 20) * 3 / 8;

    private static final long ENGINE_SHARE = (1L << 20) / 4;

    public SourceFunctionSettings {
        pseudonymSecrets = Map.copyOf(pseudonymSecrets);
    }

    /// @throws IllegalArgumentException that names the variable at fault
    public static SourceFunctionSettings of(Settings settings) {
        return new SourceFunctionSettings(
                settings.text("TRAWL_SOURCE"),
                settings.text("TRAWL_STATE_TABLE"),
                settings.text("TRAWL_STATE_BUCKET"),
                settings.text("TRAWL_AUDIT_BUCKET", settings.text("TRAWL_STATE_BUCKET")),
                settings.flag("TRAWL_S3_PATH_STYLE", false)
                        ? AwsStores.PathStyle.PATH
                        : AwsStores.PathStyle.VIRTUAL_HOST,
                settings.text("TRAWL_TRUSTED_ROOTS"),
                settings.find("TRAWL_PSEUDONYM_SECRETS").isEmpty()
                        ? Map.of()
                        : settings.json(
                                "TRAWL_PSEUDONYM_SECRETS", in -> in.map(JsonReader::string)),
                Path.of(System.getProperty("java.io.tmpdir")),
                limits(settings),
                engine(settings),
                settings.isPrimed() ? settings.primingTime() : null);
    }

    /// The same for a source of a fixture, whose grants another root certifies.
    SourceFunctionSettings overFixture(String name, String roots, EngineSettings evaluator) {
        return new SourceFunctionSettings(
                name,
                stateTable,
                stateBucket,
                auditBucket,
                pathStyle,
                roots,
                Map.of(),
                scratch,
                limits,
                evaluator,
                priming);
    }

    private static SourceSettings limits(Settings settings) {
        return new SourceSettings(
                settings.number("TRAWL_ROWS_MAX", LIMITS.rowsMax(), 1, MANY),
                size(settings, "TRAWL_BYTES_MAX", LIMITS.bytesMax(), 1L << 40),
                size(
                        settings,
                        "TRAWL_INLINE_BYTES_MAX",
                        LIMITS.inlineBytesMax(),
                        SourceSettings.INLINE_BYTES_CEILING),
                size(settings, "TRAWL_PART_BYTES_MAX", LIMITS.partBytesMax(), 512L << 20),
                settings.integer("TRAWL_PARTS_MAX", LIMITS.partsMax(), 1, 100_000),
                size(
                        settings,
                        "TRAWL_MEMORY_BYTES_MAX",
                        megabytes(settings) * BATCHES_SHARE,
                        8L << 30),
                settings.duration(
                        "TRAWL_RUNTIME_MAX",
                        LIMITS.runtimeMax(),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(15)),
                settings.integer("TRAWL_SPLITS_MAX", LIMITS.splitsMax(), 1, 10_000),
                settings.integer("TRAWL_TABLES_MAX", LIMITS.tablesMax(), 1, 100_000),
                new PlanLimits(
                        settings.integer(
                                "TRAWL_PLAN_NODES_MAX",
                                PlanLimits.DEFAULT.nodesMax(),
                                1,
                                1_000_000),
                        settings.integer(
                                "TRAWL_PLAN_DEPTH_MAX", PlanLimits.DEFAULT.depthMax(), 1, 400),
                        settings.integer(
                                "TRAWL_PLAN_LISTED_MAX",
                                PlanLimits.DEFAULT.listedMax(),
                                1,
                                1_000_000)),
                settings.choice("TRAWL_PART_COMPRESSION", LIMITS.partCompression()));
    }

    private static EngineSettings engine(Settings settings) {
        return new EngineSettings(
                size(
                        settings,
                        "TRAWL_ENGINE_MEMORY_BYTES_MAX",
                        megabytes(settings) * ENGINE_SHARE,
                        8L << 30),
                settings.integer("TRAWL_ENGINE_THREADS", 2, 1, 16),
                size(settings, "TRAWL_ENGINE_SCRATCH_BYTES_MAX", 384L << 20, 10L << 30),
                settings.integer("TRAWL_ENGINE_BATCH_ROWS", 16_384, 1, 1 << 20));
    }

    private static long megabytes(Settings settings) {
        return settings.integer("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", FUNCTION_MEGABYTES, 128, 10_240);
    }

    private static long size(Settings settings, String name, long otherwise, long max) {
        return settings.size(name, new ByteSize(otherwise), new ByteSize(1), new ByteSize(max))
                .bytes();
    }
}

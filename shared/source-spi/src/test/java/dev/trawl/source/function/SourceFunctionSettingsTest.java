package dev.trawl.source.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.arrow.StreamEncoder;
import dev.trawl.engine.EngineSettings;
import dev.trawl.lambda.Settings;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.govern.PlanLimits;
import dev.trawl.store.aws.AwsStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceFunctionSettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of(
                    "TRAWL_SOURCE", "hr",
                    "TRAWL_STATE_TABLE", "table",
                    "TRAWL_STATE_BUCKET", "bucket",
                    "TRAWL_TRUSTED_ROOTS", "{}");

    private static SourceFunctionSettings of(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(REQUIRED);
        all.putAll(more);
        return SourceFunctionSettings.of(new Settings(all));
    }

    @Test
    void defaultsHold() {
        assertThat(of(Map.of()))
                .isEqualTo(
                        new SourceFunctionSettings(
                                "hr",
                                "table",
                                "bucket",
                                "bucket",
                                AwsStores.PathStyle.VIRTUAL_HOST,
                                "{}",
                                Map.of(),
                                Path.of(System.getProperty("java.io.tmpdir")),
                                SourceSettings.DEFAULT,
                                new EngineSettings(256L << 20, 2, 384L << 20, 16_384),
                                null));
    }

    @Test
    void everyVariableIsRead() {
        SourceFunctionSettings settings =
                of(
                        Map.ofEntries(
                                Map.entry("TRAWL_S3_PATH_STYLE", "true"),
                                Map.entry("TRAWL_PSEUDONYM_SECRETS", "{\"crm\":\"id\"}"),
                                Map.entry("TRAWL_ROWS_MAX", "1"),
                                Map.entry("TRAWL_BYTES_MAX", "2"),
                                Map.entry("TRAWL_INLINE_BYTES_MAX", "3"),
                                Map.entry("TRAWL_PART_BYTES_MAX", "4"),
                                Map.entry("TRAWL_PARTS_MAX", "5"),
                                Map.entry("TRAWL_MEMORY_BYTES_MAX", "6"),
                                Map.entry("TRAWL_RUNTIME_MAX", "7s"),
                                Map.entry("TRAWL_SPLITS_MAX", "8"),
                                Map.entry("TRAWL_TABLES_MAX", "9"),
                                Map.entry("TRAWL_PLAN_NODES_MAX", "10"),
                                Map.entry("TRAWL_PLAN_DEPTH_MAX", "11"),
                                Map.entry("TRAWL_PLAN_LISTED_MAX", "12"),
                                Map.entry("TRAWL_PART_COMPRESSION", "none"),
                                Map.entry("TRAWL_ENGINE_MEMORY_BYTES_MAX", "64MB"),
                                Map.entry("TRAWL_ENGINE_THREADS", "3"),
                                Map.entry("TRAWL_ENGINE_SCRATCH_BYTES_MAX", "1MB"),
                                Map.entry("TRAWL_ENGINE_BATCH_ROWS", "12")));
        assertThat(settings.pathStyle()).isEqualTo(AwsStores.PathStyle.PATH);
        assertThat(settings.pseudonymSecrets()).containsExactly(Map.entry("crm", "id"));
        assertThat(settings.limits())
                .isEqualTo(
                        new SourceSettings(
                                1,
                                2,
                                3,
                                4,
                                5,
                                6,
                                Duration.ofSeconds(7),
                                8,
                                9,
                                new PlanLimits(10, 11, 12),
                                StreamEncoder.Compression.NONE));
        assertThat(settings.engine()).isEqualTo(new EngineSettings(64L << 20, 3, 1L << 20, 12));
    }

    /// The rest is the heap's and the code's.
    @Test
    void engineAndBatchesTakeFiveEighthsOfTheFunctionsMemory() {
        for (int megabytes : List.of(256, 512, 1_769, 10_240)) {
            SourceFunctionSettings settings =
                    of(Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(megabytes)));
            assertThat(settings.limits().memoryBytesMax() + settings.engine().memoryBytes())
                    .isEqualTo((megabytes * (5L << 20)) / 8);
        }
    }

    @Test
    void boundsNameTheVariable() {
        assertThatThrownBy(() -> of(Map.of("TRAWL_INLINE_BYTES_MAX", "6MB")))
                .hasMessageContaining("TRAWL_INLINE_BYTES_MAX");
        assertThatThrownBy(() -> of(Map.of("TRAWL_PLAN_DEPTH_MAX", "401")))
                .hasMessageContaining("TRAWL_PLAN_DEPTH_MAX");
    }
}

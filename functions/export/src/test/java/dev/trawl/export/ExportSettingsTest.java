package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportSettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of(
                    "TRAWL_STATE_TABLE", "table",
                    "TRAWL_STATE_BUCKET", "bucket",
                    "TRAWL_FLEET", "fleet");

    @Test
    void defaultsAreThese() {
        assertThat(ExportSettings.of(new Settings(REQUIRED)))
                .isEqualTo(
                        new ExportSettings(
                                "table",
                                "bucket",
                                "fleet",
                                Duration.ofMinutes(14),
                                ByteSize.ofMegabytes(512),
                                List.of(),
                                new ExportSettings.Writing(
                                        ByteSize.ofMegabytes(384), 2, 10_000, 1_000, List.of()),
                                "",
                                "",
                                ""));
    }

    @ParameterizedTest
    @CsvSource({
        "TRAWL_EXPORT_TIME,0s",
        "TRAWL_EXPORT_TIME,1h",
        "TRAWL_EXPORT_MEMORY_MAX,1MB",
        "TRAWL_EXPORT_SCRATCH_MAX,1B",
        "TRAWL_EXPORT_AT_ONCE,0",
        "TRAWL_EXPORT_FILES_MAX,0",
        "TRAWL_EXPORT_PARTITIONS_MAX,0",
        "TRAWL_SCHEDULE_GROUP,alone"
    })
    void whatIsOutOfRangeIsRefusedByName(String name, String value) {
        Map<String, String> variables = new HashMap<>(REQUIRED);
        variables.put(name, value);
        assertThatThrownBy(() -> ExportSettings.of(new Settings(variables)))
                .hasMessageContaining(name);
    }
}

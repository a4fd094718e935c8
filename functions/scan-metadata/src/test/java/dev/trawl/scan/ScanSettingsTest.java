package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.lambda.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanSettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of(
                    "TRAWL_STATE_TABLE", "table",
                    "TRAWL_STATE_BUCKET", "bucket",
                    "TRAWL_FLEET", "fleet");

    @Test
    void defaultsAreThese() {
        assertThat(ScanSettings.of(new Settings(REQUIRED)))
                .isEqualTo(
                        new ScanSettings(
                                "table",
                                "bucket",
                                "fleet",
                                Duration.ofSeconds(25),
                                Duration.ofSeconds(2),
                                "scanner",
                                100_000,
                                Map.of()));
    }

    @Test
    void bucketsNameTheirSources() {
        Map<String, String> variables = new HashMap<>(REQUIRED);
        variables.put("TRAWL_SOURCE_BUCKETS", "{\"data\":[\"flights\",\"weather\"]}");
        assertThat(ScanSettings.of(new Settings(variables)).sourceBuckets())
                .isEqualTo(Map.of("data", List.of("flights", "weather")));
    }

    @ParameterizedTest
    @CsvSource({
        "TRAWL_SCAN_TIMEOUT,0s",
        "TRAWL_CATALOG_FRESH,1h",
        "TRAWL_PROFILE_ROWS,0",
        "TRAWL_SOURCE_BUCKETS,flights"
    })
    void whatIsOutOfRangeIsRefusedByName(String name, String value) {
        Map<String, String> variables = new HashMap<>(REQUIRED);
        variables.put(name, value);
        assertThatThrownBy(() -> ScanSettings.of(new Settings(variables)))
                .hasMessageContaining(name);
    }
}

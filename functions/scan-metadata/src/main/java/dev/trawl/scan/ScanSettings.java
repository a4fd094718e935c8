package dev.trawl.scan;

import dev.trawl.lambda.Settings;
import java.time.Duration;

/// Settings of the scan function.
///
/// @param scanTimeout for one source to list its tables
/// @param catalogFresh for so long the catalog in force is not asked for again
record ScanSettings(
        String stateTable,
        String stateBucket,
        String fleet,
        Duration scanTimeout,
        Duration catalogFresh) {
    static ScanSettings of(Settings settings) {
        return new ScanSettings(
                settings.text("TRAWL_STATE_TABLE"),
                settings.text("TRAWL_STATE_BUCKET"),
                settings.text("TRAWL_FLEET"),
                settings.duration(
                        "TRAWL_SCAN_TIMEOUT",
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(15)),
                settings.duration(
                        "TRAWL_CATALOG_FRESH",
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        Duration.ofMinutes(1)));
    }
}

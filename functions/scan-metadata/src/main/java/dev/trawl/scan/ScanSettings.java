package dev.trawl.scan;

import dev.trawl.lambda.Settings;
import dev.trawl.plan.json.JsonReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Settings of the scan function.
///
/// @param scanTimeout for one source to list its tables
/// @param catalogFresh for so long the catalog in force is not asked for again
/// @param principal name of the declared Principal that scans run as which events ask for
/// @param profileRows of a table that are looked at, at most
/// @param sourceBuckets sources by the bucket that they read; when empty, every source of files is
///   asked whether a dataset of it covers an object
record ScanSettings(
        String stateTable,
        String stateBucket,
        String fleet,
        Duration scanTimeout,
        Duration catalogFresh,
        String principal,
        long profileRows,
        Map<String, List<String>> sourceBuckets) {
    ScanSettings {
        sourceBuckets = Map.copyOf(sourceBuckets);
    }

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
                        Duration.ofMinutes(1)),
                settings.text("TRAWL_SCAN_PRINCIPAL", "scanner"),
                settings.number("TRAWL_PROFILE_ROWS", 100_000, 1, 100_000_000),
                settings.find("TRAWL_SOURCE_BUCKETS").isEmpty()
                        ? Map.of()
                        : settings.json(
                                "TRAWL_SOURCE_BUCKETS",
                                in -> in.map(sources -> sources.list(JsonReader::string))));
    }
}

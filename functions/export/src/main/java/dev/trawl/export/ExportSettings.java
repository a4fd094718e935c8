package dev.trawl.export;

import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;
import java.time.Duration;

/// Settings of the export function.
///
/// @param runTime of one run, query and writing together
/// @param memoryMax of the writer and its batches
record ExportSettings(
        String stateTable,
        String stateBucket,
        String fleet,
        String issuers,
        Duration runTime,
        ByteSize memoryMax) {
    static ExportSettings of(Settings settings) {
        return new ExportSettings(
                settings.text("TRAWL_STATE_TABLE"),
                settings.text("TRAWL_STATE_BUCKET"),
                settings.text("TRAWL_FLEET"),
                settings.text("TRAWL_ISSUERS"),
                settings.duration(
                        "TRAWL_EXPORT_TIME",
                        Duration.ofSeconds(26),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(15)),
                settings.size(
                        "TRAWL_EXPORT_MEMORY_MAX",
                        ByteSize.ofMegabytes(512),
                        ByteSize.ofMegabytes(64),
                        ByteSize.ofMegabytes(8_192)));
    }
}

package dev.trawl.export;

import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;
import java.time.Duration;
import java.util.List;

/// Settings of the export function.
///
/// @param runTime of one attempt, query and writing together; then it counts as lost
/// @param memoryMax of the writer and its batches
/// @param buckets that exports may be written to, besides the state bucket
/// @param files how they are written
/// @param scheduleGroup of the scheduler, which this function owns; without one nothing is
///   scheduled
/// @param scheduleTarget ARN by which the scheduler calls this function
/// @param scheduleRole ARN of the role by which it may
record ExportSettings(
        String stateTable,
        String stateBucket,
        String fleet,
        Duration runTime,
        ByteSize memoryMax,
        List<String> buckets,
        Writing files,
        String scheduleGroup,
        String scheduleTarget,
        String scheduleRole) {
    ExportSettings {
        buckets = List.copyOf(buckets);
        boolean isWhole =
                scheduleGroup.isEmpty() == scheduleTarget.isEmpty()
                        && scheduleGroup.isEmpty() == scheduleRole.isEmpty();
        if (!isWhole) {
            throw new IllegalArgumentException(
                    "TRAWL_SCHEDULE_GROUP, TRAWL_SCHEDULE_TARGET and TRAWL_SCHEDULE_ROLE are set together or not at all");
        }
    }

    static ExportSettings of(Settings settings) {
        return new ExportSettings(
                settings.text("TRAWL_STATE_TABLE"),
                settings.text("TRAWL_STATE_BUCKET"),
                settings.text("TRAWL_FLEET"),
                settings.duration(
                        "TRAWL_EXPORT_TIME",
                        Duration.ofMinutes(14),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(15)),
                settings.size(
                        "TRAWL_EXPORT_MEMORY_MAX",
                        ByteSize.ofMegabytes(512),
                        ByteSize.ofMegabytes(64),
                        ByteSize.ofMegabytes(8_192)),
                settings.list("TRAWL_EXPORT_BUCKETS"),
                Writing.of(settings),
                settings.text("TRAWL_SCHEDULE_GROUP", ""),
                settings.text("TRAWL_SCHEDULE_TARGET", ""),
                settings.text("TRAWL_SCHEDULE_ROLE", ""));
    }

    /// How files are written.
    ///
    /// @param scratchMax that engines may spill
    /// @param atOnce batches of rows side by side
    /// @param filesMax of one run
    /// @param partitionsMax of one run
    /// @param keys that exports may be encrypted by, besides those of their buckets
    record Writing(
            ByteSize scratchMax, int atOnce, int filesMax, int partitionsMax, List<String> keys) {
        Writing {
            keys = List.copyOf(keys);
        }

        private static Writing of(Settings settings) {
            return new Writing(
                    settings.size(
                            "TRAWL_EXPORT_SCRATCH_MAX",
                            ByteSize.ofMegabytes(384),
                            ByteSize.ofMegabytes(1),
                            ByteSize.ofMegabytes(10_240)),
                    settings.integer("TRAWL_EXPORT_AT_ONCE", 2, 1, 16),
                    settings.integer("TRAWL_EXPORT_FILES_MAX", 10_000, 1, 100_000),
                    settings.integer("TRAWL_EXPORT_PARTITIONS_MAX", 1_000, 1, 100_000),
                    settings.list("TRAWL_EXPORT_KEYS"));
        }

        WriteLimits limits(ByteSize memoryMax) {
            return new WriteLimits(
                    memoryMax.bytes(), scratchMax.bytes(), atOnce, filesMax, partitionsMax);
        }
    }
}

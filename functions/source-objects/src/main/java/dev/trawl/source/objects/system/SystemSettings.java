package dev.trawl.source.objects.system;

import dev.trawl.lambda.Settings;

/// Limits of reading the fleet's own records.
///
/// @param recordsMax records, runs or rules that one scan looks at: ROWS_LIMIT_EXCEEDED
/// @param daysMax how far back the audit log is read: INVALID_REQUEST
/// @param connections records fetched at once
public record SystemSettings(int recordsMax, int daysMax, int connections) {
    public static final SystemSettings DEFAULT = new SystemSettings(100_000, 400, 32);

    public SystemSettings {
        if (recordsMax < 1 || daysMax < 1 || connections < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /// @throws IllegalArgumentException that names the variable at fault
    public static SystemSettings of(Settings settings) {
        return new SystemSettings(
                settings.integer("TRAWL_AUDIT_RECORDS_MAX", DEFAULT.recordsMax(), 1, 10_000_000),
                settings.integer("TRAWL_AUDIT_DAYS_MAX", DEFAULT.daysMax(), 1, 4_000),
                settings.integer("TRAWL_CONNECTIONS", DEFAULT.connections(), 1, 64));
    }
}

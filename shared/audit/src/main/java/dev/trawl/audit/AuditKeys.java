package dev.trawl.audit;

import java.time.LocalDate;

/// Where records are: `audit/log/<day>/<writer>/<sequence>.json`, the day in UTC. Keys of one
/// writer are in the order of its records.
public final class AuditKeys {
    private static final String PREFIX = "audit/log/";

    private static final String PACKS = "audit/packs/";

    private AuditKeys() {}

    /// Below which copies of a day's records are.
    static String packs(LocalDate day) {
        return PACKS + day + "/";
    }

    /// Below which all records of a day are.
    public static String day(LocalDate day) {
        return PREFIX + day + "/";
    }

    static String record(LocalDate day, String writer, long sequence) {
        return "%s%s/%010d.json".formatted(day(day), writer, sequence);
    }

    /// `<writer>/<sequence>` of a key, as the record itself must say.
    static String place(String key) {
        int slash = key.lastIndexOf('/', key.lastIndexOf('/') - 1);
        return key.substring(slash + 1);
    }
}

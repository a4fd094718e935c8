package dev.trawl.audit;

import java.time.LocalDate;

/// Where records are: `audit/log/<day>/<writer>/<sequence>.json`, the day in UTC; an object of
/// several records is at the place of its first one. Keys of one writer are in the order of its
/// records.
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

    /// The place of the record that is some lines behind the first one of an object; the key itself
    /// where it names no place.
    static String behind(String key, int lines) {
        int slash = key.lastIndexOf('/');
        String sequence = key.substring(slash + 1).replace(".json", "");
        return lines == 0 || !sequence.matches("[0-9]{10}")
                ? key
                : "%s%010d.json"
                        .formatted(key.substring(0, slash + 1), Long.parseLong(sequence) + lines);
    }

    /// Whether two keys are of one writer.
    public static boolean areOfOneWriter(String key, String other) {
        return key.substring(0, key.lastIndexOf('/') + 1)
                .equals(other.substring(0, other.lastIndexOf('/') + 1));
    }

    /// `<writer>/<sequence>` of a key, as the record itself must say.
    static String place(String key) {
        int slash = key.lastIndexOf('/', key.lastIndexOf('/') - 1);
        return key.substring(slash + 1);
    }
}

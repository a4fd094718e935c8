package dev.trawl.audit;

import dev.trawl.plan.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Checks chains of records. Records are given in any number of days, in the order of their keys;
/// the result tells the first place where something was changed, taken away or put in.
///
/// What no chain can tell: that the newest records of a writer are missing which nobody continued.
/// Locking the bucket prevents it.
public final class AuditVerifier {
    private final Map<String, Chain> chains = new TreeMap<>();
    private final Map<String, AuditRecord> continuing = new LinkedHashMap<>();
    private @Nullable Break found;
    private long records;

    /// @param sequence of the record that is not what it was, or missing
    public record Break(String writer, long sequence, String what) {}

    /// @param firstBreak absent if all is well
    public record Report(long records, int writers, Optional<Break> firstBreak) {}

    private record Chain(long sequence, String hash) {}

    public void add(AuditReader.Stored stored) {
        records++;
        AuditRecord record;
        try {
            record = AuditRecord.fromJson(stored.text());
        } catch (MalformedJsonException e) {
            String[] place = AuditKeys.place(stored.key()).replace(".json", "").split("/", -1);
            report(place[0], sequence(place), "it cannot be read");
            return;
        }
        String place = "%s/%010d.json".formatted(record.writer(), record.sequence());
        if (!AuditKeys.place(stored.key()).equals(place)) {
            report(record.writer(), record.sequence(), "it is stored as " + stored.key());
        }
        follow(record);
        chains.put(
                record.writer(),
                new Chain(
                        record.sequence(),
                        AuditRecord.hash(stored.text().getBytes(StandardCharsets.UTF_8))));
    }

    private void follow(AuditRecord record) {
        Chain before = chains.get(record.writer());
        long expected = before == null ? 1 : before.sequence() + 1;
        if (record.sequence() != expected) {
            report(record.writer(), expected, "it is missing");
        } else if (before != null && !record.previous().equals(before.hash())) {
            report(
                    record.writer(),
                    before.sequence(),
                    "it is not the one that record %d follows".formatted(record.sequence()));
        }
        if (record.continues() != null) {
            continuing.put(record.continues(), record);
        } else if (record.sequence() == 1 && !record.previous().equals(AuditRecord.NOTHING)) {
            report(record.writer(), 1, "it follows a record of an unnamed writer");
        }
    }

    /// After the last record. Writers that are continued, and of which nothing was given, are taken
    /// to be older than what was asked for.
    public Report finish() {
        continuing.forEach((writer, next) -> {
            Chain last = chains.get(writer);
            if (last != null && !last.hash().equals(next.previous())) {
                report(
                        writer,
                        last.sequence(),
                        "it is not the last one, which %s continues".formatted(next.writer()));
            }
        });
        return new Report(records, chains.size(), Optional.ofNullable(found));
    }

    /// Writers so far.
    public Map<String, Long> writers() {
        Map<String, Long> lengths = new TreeMap<>();
        chains.forEach((writer, chain) -> lengths.put(writer, chain.sequence()));
        return Collections.unmodifiableMap(lengths);
    }

    private void report(String writer, long sequence, String what) {
        if (found == null) {
            found = new Break(writer, sequence, what);
        }
    }

    private static long sequence(String[] place) {
        try {
            return Long.parseLong(place[place.length - 1]);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

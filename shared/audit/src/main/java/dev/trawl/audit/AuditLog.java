package dev.trawl.audit;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes events into objects that are created and never replaced, so that the bucket may be
/// locked. What is told at one time stands in one object, a line each. One environment of a
/// function is one writer; a new day is a new writer that continues the one of before. Thread-safe;
/// events of one environment are written one after the other.
public final class AuditLog {
    /// How often a place that others hold is left for another.
    private static final int WRITERS_MAX = 3;

    private final ObjectStore objects;
    private final String function;
    private final Supplier<String> ids;
    private @Nullable Chain chain;
    private @Nullable Unsure unsure;

    /// @param objects the audit bucket
    /// @param function logical name of the function that writes
    /// @param ids random parts of writers' names; asked when the first event comes, so that
    ///   environments from one snapshot do not share a name
    public AuditLog(ObjectStore objects, String function, Supplier<String> ids) {
        this.objects = objects;
        this.function = function;
        this.ids = ids;
    }

    /// @param sequence of the last record
    /// @param hash of the last record's bytes
    private record Chain(
            LocalDate day, String writer, @Nullable String continues, long sequence, String hash) {
        Chain advanced(String last) {
            return new Chain(day, writer, continues, sequence + 1, last);
        }
    }

    /// What was written next, and where the chain stands if it is there.
    private record Unsure(String text, Chain after) {}

    /// Returns when the event is safe. Whoever calls gives nothing away before.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE or COMMIT_STATE_UNKNOWN
    public void record(AuditEvent event) {
        record(List.of(event));
    }

    /// Returns when all events are safe, those of a day in one object: its events are written all
    /// or none.
    ///
    /// @param events in the order of their times
    /// @throws TrawlException STORE_UNAVAILABLE or COMMIT_STATE_UNKNOWN
    public synchronized void record(List<AuditEvent> events) {
        int from = 0;
        while (from < events.size()) {
            LocalDate day = day(events.get(from));
            int to = from + 1;
            while (to < events.size() && !day(events.get(to)).isAfter(day)) {
                to++;
            }
            write(day, events.subList(from, to));
            from = to;
        }
    }

    /// Returns when the event is safe: the key of the object that has it and nothing else.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE or COMMIT_STATE_UNKNOWN
    public synchronized String recordAlone(AuditEvent event) {
        return write(day(event), List.of(event));
    }

    private String write(LocalDate day, List<AuditEvent> events) {
        settle();
        for (int i = 0; i < WRITERS_MAX; i++) {
            Chain current = chain;
            if (current == null || current.day().isBefore(day)) {
                current = begin(day, current);
            }
            if (append(current, events)) {
                return next(current);
            }
            chain = null;
        }
        throw new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "the audit log has no place for a record");
    }

    private static LocalDate day(AuditEvent event) {
        return LocalDate.ofInstant(event.time(), ZoneOffset.UTC);
    }

    /// A write whose outcome was not told has happened or not; the chain goes on after what is
    /// there.
    private void settle() {
        Chain current = chain;
        Unsure written = unsure;
        if (current == null || written == null) {
            return;
        }
        Optional<byte[]> stored = objects.find(next(current));
        unsure = null;
        if (stored.isPresent()) {
            chain =
                    written.text().equals(new String(stored.get(), StandardCharsets.UTF_8))
                            ? written.after()
                            : null;
        }
    }

    private Chain begin(LocalDate day, @Nullable Chain before) {
        String writer = "%s-%s".formatted(function, ids.get());
        return before == null
                ? new Chain(day, writer, null, 0, AuditRecord.NOTHING)
                : new Chain(day, writer, before.writer(), 0, before.hash());
    }

    /// False if somebody else has written there.
    private boolean append(Chain current, List<AuditEvent> events) {
        StringBuilder lines = new StringBuilder();
        Chain last = current;
        for (AuditEvent event : events) {
            String line =
                    new AuditRecord(
                                    last.writer(),
                                    last.sequence() + 1,
                                    last.hash(),
                                    last.sequence() == 0 ? last.continues() : null,
                                    event)
                            .toJson();
            lines.append(lines.isEmpty() ? "" : "\n").append(line);
            last = last.advanced(hash(line));
        }
        String text = lines.toString();
        chain = current;
        unsure = new Unsure(text, last);
        boolean isCreated =
                objects.create(
                        next(current), text.getBytes(StandardCharsets.UTF_8), "application/json");
        unsure = null;
        if (isCreated) {
            chain = last;
        }
        return isCreated;
    }

    private static String hash(String line) {
        return AuditRecord.hash(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String next(Chain current) {
        return AuditKeys.record(current.day(), current.writer(), current.sequence() + 1);
    }
}

package dev.trawl.audit;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes events, each an object that is created and never replaced, so that the bucket may be
/// locked. One environment of a function is one writer; a new day is a new writer that continues
/// the one of before. Thread-safe; events of one environment are written one after the other.
public final class AuditLog {
    /// How often a place that others hold is left for another.
    private static final int WRITERS_MAX = 3;

    private final ObjectStore objects;
    private final String function;
    private final Supplier<String> ids;
    private @Nullable Chain chain;
    private byte @Nullable [] unsure;

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
            LocalDate day, String writer, @Nullable String continues, long sequence, String hash) {}

    /// Returns when the event is safe. Whoever calls gives nothing away before.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE or COMMIT_STATE_UNKNOWN
    public synchronized void record(AuditEvent event) {
        settle();
        LocalDate day = LocalDate.ofInstant(event.time(), ZoneOffset.UTC);
        for (int i = 0; i < WRITERS_MAX; i++) {
            Chain current = chain;
            if (current == null || current.day().isBefore(day)) {
                current = begin(day, current);
            }
            if (append(current, event)) {
                return;
            }
            chain = null;
        }
        throw new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "the audit log has no place for a record");
    }

    /// A write whose outcome was not told has happened or not; the chain goes on after what is
    /// there.
    private void settle() {
        Chain current = chain;
        byte[] bytes = unsure;
        if (current == null || bytes == null) {
            unsure = null;
            return;
        }
        Optional<byte[]> stored = objects.find(next(current));
        if (stored.isPresent()) {
            chain = Arrays.equals(stored.get(), bytes) ? advanced(current, bytes) : null;
        }
        unsure = null;
    }

    private Chain begin(LocalDate day, @Nullable Chain before) {
        String writer = "%s-%s".formatted(function, ids.get());
        return before == null
                ? new Chain(day, writer, null, 0, AuditRecord.NOTHING)
                : new Chain(day, writer, before.writer(), 0, before.hash());
    }

    /// False if somebody else has written there.
    private boolean append(Chain current, AuditEvent event) {
        byte[] bytes =
                new AuditRecord(
                                current.writer(),
                                current.sequence() + 1,
                                current.hash(),
                                current.sequence() == 0 ? current.continues() : null,
                                event)
                        .bytes();
        chain = current;
        unsure = bytes;
        boolean isCreated = objects.create(next(current), bytes, "application/json");
        unsure = null;
        if (isCreated) {
            chain = advanced(current, bytes);
        }
        return isCreated;
    }

    private static Chain advanced(Chain current, byte[] bytes) {
        return new Chain(
                current.day(),
                current.writer(),
                current.continues(),
                current.sequence() + 1,
                AuditRecord.hash(bytes));
    }

    private static String next(Chain current) {
        return AuditKeys.record(current.day(), current.writer(), current.sequence() + 1);
    }
}

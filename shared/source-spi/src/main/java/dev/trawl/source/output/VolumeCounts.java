package dev.trawl.source.output;

import dev.trawl.arrow.PartWriter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.Allowance;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Counts the rows and bytes of governed rows that leave this source under rules that limit them,
/// by principal and rule, in the item table. Whoever asked for them is not believed: rows leave
/// after they were counted, and what cannot be counted does not leave. Thread-safe.
public final class VolumeCounts {
    private static final int ATTEMPTS = 30;
    private static final Duration PAUSE_MAX = Duration.ofMillis(200);
    private static final int PAUSES_GROW = 10;
    private static final int HASH_DIGITS = 32;
    private static final Duration KEPT = Duration.ofDays(1);

    private final ItemTable items;
    private final Clock clock;

    public VolumeCounts(ItemTable items, Clock clock) {
        this.items = items;
        this.clock = clock;
    }

    /// Of all tables that a fragment reads.
    public static List<Allowance> allowances(Relation fragment, Grant grant) {
        return Stream.concat(
                        fragment instanceof Relation.Scan scan
                                ? grant.relation(scan.table()).stream()
                                        .flatMap(r -> r.allowances().stream())
                                : Stream.empty(),
                        fragment.inputs().stream()
                                .flatMap(input -> allowances(input, grant).stream()))
                .distinct()
                .toList();
    }

    /// Counts, under all allowances or under none.
    ///
    /// @throws TrawlException RATE_LIMITED if a rule lets no more out in this period;
    ///   STORE_UNAVAILABLE if it cannot be counted
    public void take(Grant grant, List<Allowance> allowances, long rows, long bytes) {
        if (allowances.isEmpty()) {
            return;
        }
        String partition =
                "volume#%s#%s"
                        .formatted(
                                grant.audience(),
                                PartWriter.sha256(
                                                grant.principal().getBytes(StandardCharsets.UTF_8))
                                        .substring(0, HASH_DIGITS));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<ItemTable.Write> writes = new ArrayList<>();
            for (Allowance allowance : allowances) {
                writes.add(write(partition, allowance, rows, bytes));
            }
            if (items.putAll(writes)) {
                return;
            }
            pause(attempt);
        }
        throw TrawlException.retryAfter(
                ErrorCode.RATE_LIMITED,
                "much is read at once, and rule %s counts it; try again"
                        .formatted(allowances.getFirst().rule()),
                1);
    }

    /// Others count, too: each waits for a time of its own.
    private static void pause(int attempt) {
        long most = PAUSE_MAX.toNanos() * Math.min(attempt + 1, PAUSES_GROW) / PAUSES_GROW;
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1, most));
    }

    private ItemTable.Write write(String partition, Allowance allowance, long rows, long bytes) {
        Instant now = clock.instant();
        long length = allowance.per().toSeconds();
        long begin = Math.floorDiv(now.getEpochSecond(), length) * length;
        Instant end = Instant.ofEpochSecond(begin + length);
        ItemTable.Key key =
                new ItemTable.Key(partition, "%s#%d#%d".formatted(allowance.rule(), length, begin));
        Optional<ItemTable.Item> stored = items.find(key);
        Volume before = stored.map(VolumeCounts::read).orElse(new Volume(0, 0));
        Volume after = new Volume(before.rows() + rows, before.bytes() + bytes);
        if (isAbove(after.rows(), allowance.rows()) || isAbove(after.bytes(), allowance.bytes())) {
            throw refused(allowance, now, end);
        }
        return new ItemTable.Write(
                key,
                stored.map(ItemTable.Item::version).orElse(ItemTable.ABSENT),
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("rows")
                                        .integer(after.rows())
                                        .field("bytes")
                                        .integer(after.bytes()))),
                end.plus(KEPT));
    }

    private static boolean isAbove(long volume, @Nullable Long max) {
        return max != null && volume > max;
    }

    private static TrawlException refused(Allowance allowance, Instant now, Instant end) {
        return TrawlException.retryAfter(
                ErrorCode.RATE_LIMITED,
                "rule %s lets a principal read at most %s in %d seconds from a source, and this would be more; the next period begins at %s"
                        .formatted(
                                allowance.rule(),
                                words(allowance),
                                allowance.per().toSeconds(),
                                end),
                Math.toIntExact(Duration.between(now, end).toSeconds()) + 1);
    }

    private static String words(Allowance allowance) {
        if (allowance.bytes() == null) {
            return allowance.rows() + " rows";
        }
        return allowance.rows() == null
                ? allowance.bytes() + " bytes"
                : "%d rows and %d bytes".formatted(allowance.rows(), allowance.bytes());
    }

    private record Volume(long rows, long bytes) {}

    private static Volume read(ItemTable.Item item) {
        try {
            return JsonReader.read(
                    item.document(),
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        long rows = in.field("rows").integer();
                        long bytes = in.field("bytes").integer();
                        in.endObject();
                        return new Volume(rows, bytes);
                    });
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a count of rows cannot be read", e);
        }
    }
}

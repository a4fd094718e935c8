package dev.trawl.store;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Numbers in an item table that many count up at once, so that none is lost: they are read, and
/// written if nobody else has written them meanwhile. Thread-safe.
public final class Tallies {
    private static final Duration PAUSE_MAX = Duration.ofMillis(200);
    private static final int PAUSES_GROW = 10;
    private static final int HASH_DIGITS = 32;

    private final ItemTable items;
    private final int attempts;

    /// @param attempts to write what others write at the same time
    public Tallies(ItemTable items, int attempts) {
        this.items = items;
        this.attempts = attempts;
    }

    /// What is counted for one principal.
    ///
    /// @param kind of counts, which says who may write them
    public static String partition(String kind, String principal) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(principal.getBytes(StandardCharsets.UTF_8));
            return kind + "#" + HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Numbers by name as they were read; none of an item that is not there.
    public record Tally(ItemTable.Key key, long version, Map<String, Long> numbers) {
        public Tally {
            numbers = Map.copyOf(numbers);
        }

        /// Zero for one that was not counted yet.
        public long of(String name) {
            return numbers.getOrDefault(name, 0L);
        }

        public boolean isAbsent() {
            return version == ItemTable.ABSENT;
        }

        /// Puts these numbers in their place.
        public ItemTable.Write with(Map<String, Long> numbers, Instant expires) {
            return new ItemTable.Write(
                    key,
                    version,
                    JsonWriter.write(out -> out.map(new TreeMap<>(numbers), JsonWriter::integer)),
                    expires);
        }
    }

    /// @throws TrawlException STORE_UNAVAILABLE if it cannot be read
    public Tally read(ItemTable.Key key) {
        Optional<ItemTable.Item> item = items.find(key);
        return new Tally(
                key,
                item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT),
                item.map(Tallies::numbers).orElse(Map.of()));
    }

    private static Map<String, Long> numbers(ItemTable.Item item) {
        try {
            return JsonReader.read(
                    item.document(), JsonLimits.DEFAULT, in -> in.map(JsonReader::integer));
        } catch (MalformedJsonException e) {
            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "a count cannot be read", e);
        }
    }

    /// Writes all or none, and asks for them anew where others were quicker.
    ///
    /// @param writes made of what was read just then; may refuse by throwing; none if there is
    ///   nothing to count
    /// @return false if others were quicker each time
    public boolean write(Supplier<List<ItemTable.Write>> writes) {
        for (int attempt = 0; attempt < attempts; attempt++) {
            List<ItemTable.Write> some = writes.get();
            if (some.isEmpty() || items.putAll(some)) {
                return true;
            }
            pause(attempt);
        }
        return false;
    }

    /// Others count, too: each waits for a time of its own.
    private static void pause(int attempt) {
        long most = PAUSE_MAX.toNanos() * Math.min(attempt + 1, PAUSES_GROW) / PAUSES_GROW;
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1, most));
    }
}

package dev.trawl.scan;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes one scan of many events. Events come at least once and in any order; each is in a scan
/// that began after it, and no two scans of one prefix run at once. Thread-safe.
///
/// An item per prefix says what scans cover. Who finds a scan running leaves it a note to go on
/// when it ends; who runs it looks for the note before it goes. A scan that is lost frees the
/// prefix after a time, and the event that asked for it is delivered again.
final class Triggers {
    private static final int ATTEMPTS = 20;
    private static final int ROUNDS_MAX = 3;
    private static final Duration KEPT = Duration.ofDays(7);

    /// What the clocks of this function and of S3 may differ by.
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final ItemTable items;
    private final Duration lost;
    private final Clock clock;

    /// @param lost after which a running scan counts as lost
    Triggers(ItemTable items, Duration lost, Clock clock) {
        this.items = items;
        this.lost = lost;
        this.clock = clock;
    }

    /// Runs the scan unless one that ended, or runs, takes the events in.
    ///
    /// @throws TrawlException the scan's; THROTTLED when events come faster than scans end: both
    ///   make the platform deliver the events again
    void trigger(String source, String prefix, List<ObjectEvent> events, Runnable scan) {
        ItemTable.Key key = new ItemTable.Key("scan-trigger", source + "/" + prefix);
        Optional<Held> held = begin(key, events);
        for (int round = 1; held.isPresent(); round++) {
            Held running = held.get();
            try {
                scan.run();
            } catch (RuntimeException e) {
                write(key, running.version(), running.trigger().failed());
                throw e;
            }
            held = end(key, running, sequencers(events), round);
        }
    }

    /// A claim on the prefix.
    private record Held(long version, Trigger trigger) {}

    private Optional<Held> begin(ItemTable.Key key, List<ObjectEvent> events) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ItemTable.Item> item = items.find(key);
            Trigger known = item.map(i -> Trigger.parse(i.document())).orElse(Trigger.NONE);
            long version = item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            List<ObjectEvent> open = events.stream().filter(e -> isOpen(e, known)).toList();
            if (open.isEmpty()) {
                return Optional.empty();
            }
            Instant now = now();
            boolean isRunning = now.isBefore(known.until());
            Instant last = open.stream().map(ObjectEvent::time).max(Instant::compareTo).orElse(now);
            Trigger next = isRunning ? known.wanting(last) : known.begun(now, now.plus(lost));
            Optional<ItemTable.Item> written = write(key, version, next);
            if (written.isPresent()) {
                return isRunning
                        ? Optional.empty()
                        : Optional.of(new Held(written.get().version(), next));
            }
        }
        throw busy(key);
    }

    /// Frees the prefix, or begins the next scan if one is wanted.
    private Optional<Held> end(
            ItemTable.Key key, Held running, Map<String, String> known, int round) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ItemTable.Item item = items.find(key).orElse(null);
            Trigger now = item == null ? Trigger.NONE : Trigger.parse(item.document());
            if (item == null || !now.running().equals(running.trigger().running())) {
                return Optional.empty();
            }
            boolean isWanted = now.wanted().plus(SKEW).isAfter(now.running());
            Trigger ended = now.ended(known);
            Trigger next =
                    isWanted && round < ROUNDS_MAX ? ended.begun(now(), now().plus(lost)) : ended;
            Optional<ItemTable.Item> written = write(key, item.version(), next);
            if (written.isPresent()) {
                if (isWanted && round == ROUNDS_MAX) {
                    throw busy(key);
                }
                return isWanted
                        ? Optional.of(new Held(written.get().version(), next))
                        : Optional.empty();
            }
        }
        throw busy(key);
    }

    /// As the item keeps it: a claim is known again by the time when it began.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static boolean isOpen(ObjectEvent event, Trigger known) {
        if (!event.time().plus(SKEW).isAfter(known.covered())) {
            return false;
        }
        String last = known.seen().get(event.key());
        return last == null || event.sequencer().isEmpty() || isAfter(event.sequencer(), last);
    }

    /// Sequencers are hexadecimal numbers; the shorter is padded in front.
    private static boolean isAfter(String sequencer, String other) {
        return sequencer.length() == other.length()
                ? sequencer.compareTo(other) > 0
                : sequencer.length() > other.length();
    }

    private static Map<String, String> sequencers(List<ObjectEvent> events) {
        Map<String, String> last = new HashMap<>();
        for (ObjectEvent event : events) {
            last.merge(event.key(), event.sequencer(), (a, b) -> isAfter(a, b) ? a : b);
        }
        return last;
    }

    private Optional<ItemTable.Item> write(ItemTable.Key key, long expected, Trigger trigger) {
        return items.put(key, expected, trigger.toJson(), clock.instant().plus(KEPT));
    }

    private static TrawlException busy(ItemTable.Key key) {
        return new TrawlException(
                ErrorCode.THROTTLED,
                "objects under '%s' change faster than they are scanned".formatted(key.sort()));
    }
}

package dev.trawl.export;

import dev.trawl.catalog.Resource;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells channels how runs ended, at least once each, as long as attempts last. An item per run
/// notes who is left; whoever holds it until `due` is telling them. Thread-safe.
final class Notifier {
    static final int ATTEMPTS_MAX = 8;
    private static final Duration HELD = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(30);

    private final ItemTable items;
    private final Map<String, NoticeChannel> channels;
    private final Sender sender;
    private final String fleet;
    private final Clock clock;

    Notifier(
            ItemTable items,
            Map<String, NoticeChannel> channels,
            Sender sender,
            String fleet,
            Clock clock) {
        this.items = items;
        this.channels = Map.copyOf(channels);
        this.sender = sender;
        this.fleet = fleet;
        this.clock = clock;
    }

    /// Brings a notice to one channel.
    @FunctionalInterface
    interface Sender {
        /// @throws TrawlException if it was not taken
        void send(NoticeChannel channel, Notice notice);
    }

    /// Tells those who are to be told and were not yet, if it is time to.
    ///
    /// @param export that the run is of, as it is declared now
    /// @return whether nothing is left to do
    boolean tell(Resource export, Run run) {
        List<String> wanted = wanted(export, run);
        if (wanted.isEmpty()) {
            return true;
        }
        Instant now = clock.instant();
        Notice notice = Notice.of(fleet, run, now);
        ItemTable.Key key = new ItemTable.Key("export-notice", notice.id());
        Optional<ItemTable.Item> item = items.find(key);
        Left left = item.map(i -> Left.parse(i.document())).orElse(new Left(wanted, 0, now));
        if (left.isOver()) {
            return true;
        }
        long version = item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
        Left held = new Left(left.channels(), left.attempts() + 1, now.plus(HELD));
        Optional<ItemTable.Item> claim =
                now.isBefore(left.due())
                        ? Optional.empty()
                        : items.put(key, version, held.toJson(), now.plus(KEPT));
        if (claim.isEmpty()) {
            return false;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << left.attempts());
        Left next = new Left(refused(held.channels(), notice), held.attempts(), now.plus(pause));
        items.put(key, claim.get().version(), next.toJson(), now.plus(KEPT));
        return next.isOver();
    }

    /// Channels that an Export names and the deployment does not have.
    List<String> unknown(Resource export) {
        List<String> names = new ArrayList<>();
        export.spec().path("notify").forEach(n -> names.add(n.path("to").asText()));
        names.removeIf(channels::containsKey);
        return names;
    }

    private List<String> refused(List<String> names, Notice notice) {
        List<String> refused = new ArrayList<>();
        for (String name : names) {
            NoticeChannel channel = channels.get(name);
            try {
                if (channel != null) {
                    sender.send(channel, notice);
                }
            } catch (TrawlException e) {
                refused.add(name);
            }
        }
        return refused;
    }

    private List<String> wanted(Resource export, Run run) {
        if (!run.phase().isEnd()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        export.spec()
                .path("notify")
                .forEach(n -> {
                    String to = n.path("to").asText();
                    List<String> when = n.path("when").valueStream().map(w -> w.asText()).toList();
                    boolean isMeant =
                            (when.isEmpty() ? List.of("failed") : when)
                                    .contains(RunCodec.text(run.phase()));
                    if (isMeant && channels.containsKey(to) && !names.contains(to)) {
                        names.add(to);
                    }
                });
        return names;
    }

    /// Who is left.
    ///
    /// @param due when somebody may try again
    private record Left(List<String> channels, int attempts, Instant due) {
        Left {
            channels = List.copyOf(channels);
        }

        boolean isOver() {
            return channels.isEmpty() || attempts >= ATTEMPTS_MAX;
        }

        String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("channels")
                                    .list(channels, JsonWriter::string)
                                    .field("attempts")
                                    .integer(attempts)
                                    .field("due")
                                    .integer(due.toEpochMilli())));
        }

        static Left parse(String json) {
            return JsonReader.read(
                    json,
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        List<String> channels = in.field("channels").list(JsonReader::string);
                        int attempts = in.field("attempts").integer32();
                        Instant due = Instant.ofEpochMilli(in.field("due").integer());
                        in.endObject();
                        return new Left(channels, attempts, due);
                    });
        }
    }
}

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

/// Tells channels how runs of exports and checks ended, at least once each, as long as attempts
/// last. An item per run notes who is left; whoever holds it until `due` is telling them.
/// Thread-safe.
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

    /// What came of telling.
    ///
    /// @param refused channels that did not take the notice
    record Outcome(State state, List<String> refused) {
        enum State {
            /// There was nothing to do, now or any more.
            NOTHING,
            /// All who were to be told took it.
            TAKEN,
            /// Somebody is to be told again.
            LEFT,
            /// Somebody did not take it, however often it was tried.
            GIVEN_UP
        }

        private static final Outcome NOTHING = new Outcome(State.NOTHING, List.of());
        private static final Outcome LEFT = new Outcome(State.LEFT, List.of());

        Outcome {
            refused = List.copyOf(refused);
        }

        boolean isDone() {
            return state != State.LEFT;
        }
    }

    /// Tells those who are to be told how a run of an export ended, if it has.
    ///
    /// @param export that the run is of, as it is declared now
    Outcome tell(Resource export, Run run) {
        return run.phase().isEnd()
                ? tell(export, RunCodec.text(run.phase()), Notice.of(fleet, run, clock.instant()))
                : Outcome.NOTHING;
    }

    /// Tells those who are to be told how a run of a check ended.
    Outcome tell(Resource check, CheckNotices.End end) {
        return tell(check, end.state(), Notice.of(fleet, end, clock.instant()));
    }

    /// Tells those who were not yet told, if it is time to.
    ///
    /// @param declared says who is told of which states
    private Outcome tell(Resource declared, String state, Notice notice) {
        List<String> wanted = wanted(declared, state);
        if (wanted.isEmpty()) {
            return Outcome.NOTHING;
        }
        Instant now = clock.instant();
        ItemTable.Key key = new ItemTable.Key("export-notice", notice.id());
        Optional<ItemTable.Item> item = items.find(key);
        Left left = item.map(i -> Left.parse(i.document())).orElse(new Left(wanted, 0, now));
        if (left.isOver()) {
            return Outcome.NOTHING;
        }
        long version = item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
        Left held = new Left(left.channels(), left.attempts() + 1, now.plus(HELD));
        Optional<ItemTable.Item> claim =
                now.isBefore(left.due())
                        ? Optional.empty()
                        : items.put(key, version, held.toJson(), now.plus(KEPT));
        if (claim.isEmpty()) {
            return Outcome.LEFT;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << left.attempts());
        Left next = new Left(refused(held.channels(), notice), held.attempts(), now.plus(pause));
        items.put(key, claim.get().version(), next.toJson(), now.plus(KEPT));
        return new Outcome(
                next.channels().isEmpty()
                        ? Outcome.State.TAKEN
                        : next.isOver() ? Outcome.State.GIVEN_UP : Outcome.State.LEFT,
                next.channels());
    }

    /// Channels that an Export or a Check names and the deployment does not have.
    List<String> unknown(Resource declared) {
        List<String> names = new ArrayList<>();
        declared.spec().path("notify").forEach(n -> names.add(n.path("to").asText()));
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

    private List<String> wanted(Resource declared, String state) {
        List<String> names = new ArrayList<>();
        declared.spec()
                .path("notify")
                .forEach(n -> {
                    String to = n.path("to").asText();
                    List<String> when = n.path("when").valueStream().map(w -> w.asText()).toList();
                    boolean isMeant = (when.isEmpty() ? List.of("failed") : when).contains(state);
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

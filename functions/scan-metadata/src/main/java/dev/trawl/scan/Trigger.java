package dev.trawl.scan;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is known of the scans of one prefix.
///
/// @param covered everything that happened before is in a scan that ended
/// @param running when the scan began that runs now
/// @param until when that scan counts as lost; the past if none runs
/// @param wanted the last event that the running scan may have missed
/// @param seen the last sequencer of a key that a scan that ended, or the one that runs, knows of
record Trigger(
        Instant covered, Instant running, Instant until, Instant wanted, Map<String, String> seen) {
    static final Trigger NONE =
            new Trigger(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Map.of());
    private static final int SEEN_MAX = 500;

    Trigger {
        seen = Map.copyOf(seen);
    }

    /// A scan begins now.
    Trigger begun(Instant now, Instant lost) {
        return new Trigger(covered, now, lost, Instant.EPOCH, seen);
    }

    /// Another scan is wanted when this one ends.
    Trigger wanting(Instant time) {
        return new Trigger(covered, running, until, time.isAfter(wanted) ? time : wanted, seen);
    }

    /// The running scan ended well.
    ///
    /// @param known sequencers by key that it took in
    Trigger ended(Map<String, String> known) {
        Map<String, String> all = new LinkedHashMap<>(seen);
        all.putAll(known);
        while (all.size() > SEEN_MAX) {
            all.remove(all.keySet().iterator().next());
        }
        return new Trigger(running, running, Instant.EPOCH, wanted, all);
    }

    /// The running scan failed: who asked for it will come again.
    Trigger failed() {
        return new Trigger(covered, running, Instant.EPOCH, wanted, seen);
    }

    String toJson() {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("covered")
                                .integer(covered.toEpochMilli())
                                .field("running")
                                .integer(running.toEpochMilli())
                                .field("until")
                                .integer(until.toEpochMilli())
                                .field("wanted")
                                .integer(wanted.toEpochMilli())
                                .field("seen")
                                .map(seen, JsonWriter::string)));
    }

    static Trigger parse(String json) {
        return JsonReader.read(
                json,
                JsonLimits.DEFAULT,
                in -> {
                    in.beginObject();
                    Instant covered = Instant.ofEpochMilli(in.field("covered").integer());
                    Instant running = Instant.ofEpochMilli(in.field("running").integer());
                    Instant until = Instant.ofEpochMilli(in.field("until").integer());
                    Instant wanted = Instant.ofEpochMilli(in.field("wanted").integer());
                    Map<String, String> seen = in.field("seen").map(JsonReader::string);
                    in.endObject();
                    return new Trigger(covered, running, until, wanted, seen);
                });
    }
}

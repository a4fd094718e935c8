package dev.trawl.query.record;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;

/// How far a running query is.
///
/// @param done steps that have ended
/// @param all steps that are known; more may come
public record QueryProgress(int done, int all) {
    /// Rounded down.
    public int percent() {
        return all == 0 ? 0 : 100 * done / all;
    }

    String toJson() {
        return JsonWriter.write(
                out -> out.object(o -> o.field("done").integer(done).field("all").integer(all)));
    }

    static QueryProgress parse(String json) {
        return JsonReader.read(
                json,
                JsonLimits.DEFAULT,
                in -> {
                    in.beginObject();
                    QueryProgress progress =
                            new QueryProgress(
                                    in.field("done").integer32(), in.field("all").integer32());
                    in.endObject();
                    return progress;
                });
    }

    /// As the API tells it.
    public void write(JsonWriter out) {
        out.object(o ->
                o.field("done")
                        .integer(done)
                        .field("all")
                        .integer(all)
                        .field("percent")
                        .integer(percent()));
    }
}

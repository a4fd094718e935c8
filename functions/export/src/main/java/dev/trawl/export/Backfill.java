package dev.trawl.export;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import java.util.List;

/// What a backfill has still to do.
///
/// @param author `issuer|subject` of who asked last
/// @param parallel runs at once, if the export allows so many
/// @param times of which no run was made yet, in order
/// @param runs that were made and had not ended when somebody last looked
record Backfill(String author, int parallel, List<Instant> times, List<String> runs) {
    Backfill {
        times = List.copyOf(times);
        runs = List.copyOf(runs);
    }

    String toJson() {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("author")
                                .string(author)
                                .field("parallel")
                                .integer(parallel)
                                .field("times")
                                .list(times, (w, time) -> w.string(time.toString()))
                                .field("runs")
                                .list(runs, JsonWriter::string)));
    }

    static Backfill parse(String json) {
        return JsonReader.read(
                json,
                JsonLimits.DEFAULT,
                in -> {
                    in.beginObject();
                    String author = in.field("author").string();
                    int parallel = in.field("parallel").integer32();
                    List<Instant> times =
                            in.field("times").list(item -> Instant.parse(item.string()));
                    List<String> runs = in.field("runs").list(JsonReader::string);
                    in.endObject();
                    return new Backfill(author, parallel, times, runs);
                });
    }
}

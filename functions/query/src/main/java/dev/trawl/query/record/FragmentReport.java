package dev.trawl.query.record;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.List;

/// What one fragment did; figures of governed rows only, summed over its splits.
///
/// @param bytes of rows as Arrow
/// @param steps as the source tells them
public record FragmentReport(
        String source, long rows, long bytes, long millis, List<String> steps) {
    public FragmentReport {
        steps = List.copyOf(steps);
    }

    public static void write(JsonWriter out, FragmentReport report) {
        out.object(o ->
                o.field("source")
                        .string(report.source())
                        .field("rows")
                        .integer(report.rows())
                        .field("bytes")
                        .integer(report.bytes())
                        .field("millis")
                        .integer(report.millis())
                        .field("steps")
                        .list(report.steps(), JsonWriter::string));
    }

    public static FragmentReport read(JsonReader in) {
        in.beginObject();
        String source = in.field("source").string();
        long rows = in.field("rows").integer();
        long bytes = in.field("bytes").integer();
        long millis = in.field("millis").integer();
        List<String> steps = in.field("steps").list(JsonReader::string);
        in.endObject();
        return new FragmentReport(source, rows, bytes, millis, steps);
    }
}

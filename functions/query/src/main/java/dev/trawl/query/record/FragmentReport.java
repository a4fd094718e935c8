package dev.trawl.query.record;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// What one fragment did; figures of governed rows only, summed over its splits.
///
/// @param bytes of rows as Arrow
/// @param steps as the source tells them
/// @param told what of it the principal is told
public record FragmentReport(
        String source, long rows, long bytes, long millis, List<String> steps, Told told) {
    public FragmentReport {
        steps = List.copyOf(steps);
    }

    /// How much of the figures is told. What would tell in how many splits a table was read, which
    /// follows from rows that policy hides, is not.
    public enum Told {
        ALL,
        ROWS,
        NEITHER
    }

    public FragmentReport(String source, long rows, long bytes, long millis, List<String> steps) {
        this(source, rows, bytes, millis, steps, Told.ALL);
    }

    /// The same, told less of.
    public FragmentReport told(Told less, List<String> otherSteps) {
        return new FragmentReport(source, rows, bytes, millis, otherSteps, less);
    }

    /// Bytes, 0 where they are not told.
    public long bytesTold() {
        return told == Told.ALL ? bytes : 0;
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
                        .list(report.steps(), JsonWriter::string)
                        .field("told")
                        .string(report.told().name().toLowerCase(Locale.ROOT)));
    }

    public static FragmentReport read(JsonReader in) {
        in.beginObject();
        String source = in.field("source").string();
        long rows = in.field("rows").integer();
        long bytes = in.field("bytes").integer();
        long millis = in.field("millis").integer();
        List<String> steps = in.field("steps").list(JsonReader::string);
        String told = in.optional("told", JsonReader::string);
        in.endObject();
        return new FragmentReport(
                source,
                rows,
                bytes,
                millis,
                steps,
                told == null ? Told.ALL : Told.valueOf(told.toUpperCase(Locale.ROOT)));
    }
}

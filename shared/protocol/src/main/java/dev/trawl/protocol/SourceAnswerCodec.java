package dev.trawl.protocol;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Answers of sources as JSON; inline Arrow bytes are base64.
public final class SourceAnswerCodec {
    private SourceAnswerCodec() {}

    public static void write(JsonWriter out, SourceAnswer answer) {
        out.object(o -> {
            switch (answer) {
                case SourceAnswer.Rows rows -> writeRows(o, rows);
                case SourceAnswer.Splits splits ->
                        o.field("splits")
                                .list(splits.splits(), SourceAnswerCodec::writeSplit)
                                .field("snapshot")
                                .string(splits.snapshot());
                case SourceAnswer.Explanation explanation ->
                        o.field("steps").list(explanation.steps(), JsonWriter::string);
                case SourceAnswer.Tables tables ->
                        o.field("tables").list(tables.tables(), SourceAnswerCodec::writeTable);
                case SourceAnswer.Profile profile ->
                        o.field("profile")
                                .list(profile.columns(), SourceAnswerCodec::writeProfile)
                                .field("rows")
                                .integer(profile.rows())
                                .field("whole")
                                .bool(profile.isWhole());
                case SourceAnswer.Written written ->
                        o.field("written")
                                .integer(written.rows())
                                .field("repeat")
                                .bool(written.isRepeat());
            }
        });
    }

    public static SourceAnswer read(JsonReader in) {
        in.beginObject();
        SourceAnswer answer =
                switch (in.peekField()) {
                    case "fields" -> readRows(in);
                    case "splits" ->
                            new SourceAnswer.Splits(
                                    in.field("splits").list(SourceAnswerCodec::readSplit),
                                    in.field("snapshot").string());
                    case "steps" ->
                            new SourceAnswer.Explanation(
                                    in.field("steps").list(JsonReader::string));
                    case "tables" ->
                            new SourceAnswer.Tables(
                                    in.field("tables").list(SourceAnswerCodec::readTable));
                    case "profile" -> {
                        List<SourceAnswer.ColumnProfile> columns =
                                in.field("profile").list(SourceAnswerCodec::readProfile);
                        long rows = in.field("rows").integer();
                        yield new SourceAnswer.Profile(rows, in.field("whole").bool(), columns);
                    }
                    case "written" -> {
                        long rows = in.field("written").integer();
                        yield new SourceAnswer.Written(rows, in.field("repeat").bool());
                    }
                    default -> throw in.malformed("no such answer: '" + in.peekField() + "'");
                };
        in.endObject();
        return answer;
    }

    private static void writeRows(JsonWriter o, SourceAnswer.Rows rows) {
        o.field("fields").list(rows.fields(), PlanCodec::write);
        if (rows.inline() != null) {
            o.field("inline").plain(Base64.getEncoder().encodeToString(rows.inline().toArray()));
        }
        o.field("parts").list(rows.parts(), SourceAnswerCodec::write);
        SourceAnswer.Statistics statistics = rows.statistics();
        o.field("rows").integer(statistics.rows());
        o.field("bytes").integer(statistics.bytes());
        o.field("micros").integer(statistics.elapsedMicros());
        o.field("steps").list(statistics.steps(), JsonWriter::string);
    }

    private static SourceAnswer readRows(JsonReader in) {
        List<Field> fields = in.field("fields").list(PlanCodec::readField);
        String inline = in.optional("inline", JsonReader::string);
        List<SourceAnswer.Part> parts = in.field("parts").list(SourceAnswerCodec::readPart);
        long rows = in.field("rows").integer();
        long bytes = in.field("bytes").integer();
        long micros = in.field("micros").integer();
        List<String> steps = in.field("steps").list(JsonReader::string);
        SourceAnswer.Statistics statistics =
                new SourceAnswer.Statistics(rows, bytes, micros, steps);
        return Codecs.checked(
                in,
                () ->
                        new SourceAnswer.Rows(
                                fields,
                                inline == null
                                        ? null
                                        : Bytes.copyOf(Base64.getDecoder().decode(inline)),
                                parts,
                                statistics));
    }

    /// One part; also used by manifests.
    public static void write(JsonWriter out, SourceAnswer.Part part) {
        out.object(o ->
                o.field("location")
                        .string(part.location())
                        .field("rows")
                        .integer(part.rows())
                        .field("bytes")
                        .integer(part.bytes())
                        .field("sha256")
                        .string(part.sha256()));
    }

    public static SourceAnswer.Part readPart(JsonReader in) {
        in.beginObject();
        String location = in.field("location").string();
        long rows = in.field("rows").integer();
        long bytes = in.field("bytes").integer();
        String sha256 = in.field("sha256").string();
        in.endObject();
        return new SourceAnswer.Part(location, rows, bytes, sha256);
    }

    private static void writeSplit(JsonWriter out, SourceAnswer.Split split) {
        out.object(
                o -> o.field("token").string(split.token()).field("bytes").integer(split.bytes()));
    }

    private static SourceAnswer.Split readSplit(JsonReader in) {
        in.beginObject();
        String token = in.field("token").string();
        long bytes = in.field("bytes").integer();
        in.endObject();
        return new SourceAnswer.Split(token, bytes);
    }

    private static void writeProfile(JsonWriter out, SourceAnswer.ColumnProfile column) {
        out.object(o -> {
            o.field("name").string(column.name());
            o.field("nulls").integer(column.nulls());
            o.field("distinct").integer(column.distinct());
            o.field("width").integer(column.width());
            PersonalData found = column.found();
            if (found != null) {
                o.field("found").string(found.text());
            }
            o.field("confidence").integer(column.confidence());
            o.field("examined").integer(column.examined());
            o.field("matched").integer(column.matched());
        });
    }

    private static SourceAnswer.ColumnProfile readProfile(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        long nulls = in.field("nulls").integer();
        long distinct = in.field("distinct").integer();
        int width = in.field("width").integer32();
        PersonalData found = in.optional("found", SourceAnswerCodec::readPersonalData);
        int confidence = in.field("confidence").integer32();
        int examined = in.field("examined").integer32();
        int matched = in.field("matched").integer32();
        in.endObject();
        return new SourceAnswer.ColumnProfile(
                name, nulls, distinct, width, found, confidence, examined, matched);
    }

    private static PersonalData readPersonalData(JsonReader in) {
        String text = in.string();
        return PersonalData.find(text)
                .orElseThrow(() -> in.malformed("no such kind of personal data: '" + text + "'"));
    }

    private static void writeTable(JsonWriter out, SourceAnswer.DiscoveredTable table) {
        out.object(o -> {
            o.field("schema").string(table.schema()).field("name").string(table.name());
            o.field("columns").list(table.columns(), PlanCodec::write);
            o.field("notes").list(table.notes(), JsonWriter::string);
            o.field("mapping").map(new TreeMap<>(table.mapping()), JsonWriter::string);
            o.field("rowCount").integer(table.rowCount());
            if (!table.comments().isEmpty()) {
                o.field("comments").map(new TreeMap<>(table.comments()), JsonWriter::string);
            }
        });
    }

    private static SourceAnswer.DiscoveredTable readTable(JsonReader in) {
        in.beginObject();
        String schema = in.field("schema").string();
        String name = in.field("name").string();
        List<Field> columns = in.field("columns").list(PlanCodec::readField);
        List<String> notes = in.field("notes").list(JsonReader::string);
        Map<String, String> mapping = in.field("mapping").map(JsonReader::string);
        long rowCount = in.field("rowCount").integer();
        Map<String, String> comments = in.optional("comments", i -> i.map(JsonReader::string));
        in.endObject();
        return new SourceAnswer.DiscoveredTable(
                schema,
                name,
                columns,
                notes,
                mapping,
                rowCount,
                comments == null ? Map.of() : comments);
    }
}

package dev.trawl.audit;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.List;

/// The JSON of an output column's lineage, in records and wherever else it travels.
public final class OutputColumnCodec {
    private OutputColumnCodec() {}

    public static void write(JsonWriter out, AuditEvent.OutputColumn column) {
        out.object(o -> {
            o.field("name").string(column.name());
            o.field("direct").list(column.direct(), JsonWriter::string);
            o.field("indirect").list(column.indirect(), JsonWriter::string);
            o.field("masked").list(column.masked(), JsonWriter::string);
        });
    }

    public static AuditEvent.OutputColumn read(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        List<String> direct = in.field("direct").list(JsonReader::string);
        List<String> indirect = in.field("indirect").list(JsonReader::string);
        List<String> masked = in.field("masked").list(JsonReader::string);
        in.endObject();
        return new AuditEvent.OutputColumn(name, direct, indirect, masked);
    }
}

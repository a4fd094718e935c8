package dev.trawl.query.record;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.OutputColumnCodec;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.io.IOException;
import java.util.List;

/// Where the columns of a job's answer come from, as it travels with the job and is told of it.
public final class Origins {
    private static final String FIELD = "lineage";

    private Origins() {}

    /// As the last field of an object; nothing if there is none.
    public static void write(JsonWriter out, List<AuditEvent.OutputColumn> lineage) {
        if (!lineage.isEmpty()) {
            out.field(FIELD).list(lineage, OutputColumnCodec::write);
        }
    }

    public static List<AuditEvent.OutputColumn> read(JsonReader in) {
        List<AuditEvent.OutputColumn> lineage =
                in.optional(FIELD, columns -> columns.list(OutputColumnCodec::read));
        return lineage == null ? List.of() : lineage;
    }

    /// As the API tells it.
    public static void write(JsonGenerator out, List<AuditEvent.OutputColumn> lineage)
            throws IOException {
        out.writeArrayFieldStart(FIELD);
        for (AuditEvent.OutputColumn column : lineage) {
            out.writeStartObject();
            out.writeStringField("name", column.name());
            texts(out, "direct", column.direct());
            texts(out, "indirect", column.indirect());
            texts(out, "masked", column.masked());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void texts(JsonGenerator out, String name, List<String> texts)
            throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}

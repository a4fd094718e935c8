package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// The dataset that an export's current run is registered as.
///
/// @param source that reads the bucket
record Registers(String dataset, String source, String schema) {
    static @Nullable Registers of(JsonNode spec) {
        JsonNode registers = spec.path("registers");
        if (registers.isMissingNode()) {
            return null;
        }
        return new Registers(
                registers.path("dataset").asText(),
                registers.path("source").asText(),
                registers.path("schema").asText("public"));
    }

    void write(JsonWriter out) {
        out.object(o ->
                o.field("dataset")
                        .string(dataset)
                        .field("source")
                        .string(source)
                        .field("schema")
                        .string(schema));
    }

    static Registers read(JsonReader in) {
        in.beginObject();
        Registers registers =
                new Registers(
                        in.field("dataset").string(),
                        in.field("source").string(),
                        in.field("schema").string());
        in.endObject();
        return registers;
    }
}

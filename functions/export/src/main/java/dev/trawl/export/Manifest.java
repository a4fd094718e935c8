package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.plan.Field;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a run wrote. That it is there is the commit; it is created once and never changed.
///
/// @param datasets tables that the query read
/// @param lineage of the columns
record Manifest(
        String queryId,
        List<String> datasets,
        List<Field> fields,
        List<Part> parts,
        List<Origins> lineage,
        Governed governed) {
    static final String NAME = "manifest.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    Manifest {
        datasets = List.copyOf(datasets);
        fields = List.copyOf(fields);
        parts = List.copyOf(parts);
        lineage = List.copyOf(lineage);
    }

    /// Where a column comes from, as `source.schema.table.column`.
    ///
    /// @param direct columns whose values go into it
    /// @param indirect columns that decide which rows there are
    /// @param masked those of both that were seen masked
    record Origins(String name, List<String> direct, List<String> indirect, List<String> masked) {
        Origins {
            direct = List.copyOf(direct);
            indirect = List.copyOf(indirect);
            masked = List.copyOf(masked);
        }

        static Origins of(JsonNode told) {
            return new Origins(
                    told.path("name").asText(),
                    texts(told.path("direct")),
                    texts(told.path("indirect")),
                    texts(told.path("masked")));
        }

        private static List<String> texts(JsonNode list) {
            return list.valueStream().map(JsonNode::asText).toList();
        }

        private void write(JsonWriter out) {
            out.object(o -> {
                o.field("name").string(name);
                o.field("direct").list(direct, JsonWriter::string);
                o.field("indirect").list(indirect, JsonWriter::string);
                o.field("masked").list(masked, JsonWriter::string);
            });
        }
    }

    /// @param key in the run's bucket
    /// @param sha256 of the object's bytes, in hexadecimal
    /// @param etag of the object as it was written, by which a reader gets these bytes or none
    record Part(String key, long rows, long bytes, String sha256, String etag) {
        private void write(JsonWriter out) {
            out.object(o ->
                    o.field("key")
                            .string(key)
                            .field("rows")
                            .integer(rows)
                            .field("bytes")
                            .integer(bytes)
                            .field("sha256")
                            .string(sha256)
                            .field("etag")
                            .string(etag));
        }
    }

    byte[] toBytes(Run run, Instant now) {
        return JsonWriter.write(out -> write(out, run, now)).getBytes(StandardCharsets.UTF_8);
    }

    private void write(JsonWriter out, Run run, Instant now) {
        out.object(o -> {
            o.field("v").integer(1);
            o.field("run").string(run.id()).field("export").string(run.export());
            o.field("cause").string(run.cause());
            o.field("attempt").string(run.attemptId());
            o.field("principal").string(run.spec().principal());
            o.field("purpose").stringOrNull(run.spec().purpose());
            o.field("destination").string(run.spec().destination());
            o.field("queryId").string(queryId);
            o.field("committed").string(now.toString());
            o.field("catalog").string(run.catalogHash());
            o.field("policyEpoch").integer(run.policyEpoch());
            o.field("time").string(run.time().toString());
            Instant previous = run.previous();
            o.field("previous").stringOrNull(previous == null ? null : previous.toString());
            o.field("format").string(RunCodec.text(run.spec().format()));
            o.field("bucket").string(run.spec().bucket());
            o.field("datasets").list(datasets, JsonWriter::string);
            governed.write(o.field("governed"));
            o.field("rows").integer(parts.stream().mapToLong(Part::rows).sum());
            o.field("bytes").integer(parts.stream().mapToLong(Part::bytes).sum());
            o.field("columns").list(fields, PlanCodec::write);
            List<String> partitionBy = run.spec().files().partitionBy();
            if (!partitionBy.isEmpty()) {
                o.field("partitionBy")
                        .list(partitionBy.stream().map(this::field).toList(), PlanCodec::write);
            }
            o.field("lineage").list(lineage, (w, origins) -> origins.write(w));
            o.field("parts").list(parts, (w, part) -> part.write(w));
        });
    }

    private Field field(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    /// What a stored manifest says of its rows.
    ///
    /// @param columns their names
    record Content(String queryId, List<String> columns, List<Part> parts, Governed governed) {
        Content {
            columns = List.copyOf(columns);
            parts = List.copyOf(parts);
        }
    }

    static Content content(byte[] stored) {
        try {
            JsonNode manifest = MAPPER.readTree(stored);
            List<String> columns = new ArrayList<>();
            manifest.path("columns").forEach(c -> columns.add(c.path("name").asText()));
            List<Part> parts = new ArrayList<>();
            manifest.path("parts")
                    .forEach(p ->
                            parts.add(
                                    new Part(
                                            p.path("key").asText(),
                                            p.path("rows").asLong(),
                                            p.path("bytes").asLong(),
                                            p.path("sha256").asText(),
                                            p.path("etag").asText())));
            return new Content(
                    manifest.path("queryId").asText(),
                    columns,
                    parts,
                    Governed.of(manifest.path("governed")));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// When a stored manifest was written.
    static Instant committed(byte[] stored) {
        try {
            return Instant.parse(MAPPER.readTree(stored).path("committed").asText());
        } catch (IOException | DateTimeException e) {
            throw unreadable(e);
        }
    }

    /// Which attempt a stored manifest is of.
    static String attempt(byte[] stored) {
        return text(stored, "attempt");
    }

    /// Which run a stored manifest is of.
    static String run(byte[] stored) {
        return text(stored, "run");
    }

    private static String text(byte[] stored, String field) {
        try {
            JsonNode text = MAPPER.readTree(stored).path(field);
            if (text.isTextual()) {
                return text.textValue();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        throw unreadable(null);
    }

    private static TrawlException unreadable(@org.jspecify.annotations.Nullable Exception e) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "a manifest cannot be read", null, e);
    }
}

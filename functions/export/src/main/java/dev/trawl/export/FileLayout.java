package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the files of a run are cut, and what encrypts them.
///
/// @param partitionBy columns whose values name folders, `name=value/`, in this order
/// @param fileBytesMax of one file, unless one row alone is larger
/// @param kmsKey ARN of the key; absent for the bucket's own
record FileLayout(List<String> partitionBy, long fileBytesMax, @Nullable String kmsKey) {
    static final long FILE_BYTES = 128L << 20;
    static final FileLayout DEFAULT = new FileLayout(List.of(), FILE_BYTES, null);

    FileLayout {
        partitionBy = List.copyOf(partitionBy);
    }

    static FileLayout of(JsonNode spec) {
        List<String> columns = new ArrayList<>();
        spec.path("partitionBy").forEach(c -> columns.add(c.asText()));
        return new FileLayout(
                columns,
                spec.path("maxFileBytes").asLong(FILE_BYTES),
                spec.has("encryption") ? spec.path("encryption").path("kmsKey").asText() : null);
    }

    void write(JsonWriter out) {
        out.object(o -> {
            o.field("partitionBy").list(partitionBy, JsonWriter::string);
            o.field("bytes").integer(fileBytesMax);
            o.field("key").stringOrNull(kmsKey);
        });
    }

    static FileLayout read(JsonReader in) {
        in.beginObject();
        List<String> columns = in.field("partitionBy").list(JsonReader::string);
        long bytes = in.field("bytes").integer();
        String key = in.field("key").stringOrNull();
        in.endObject();
        return new FileLayout(columns, bytes, key);
    }
}

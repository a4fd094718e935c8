package dev.trawl.export;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a committed run gave, as its manifest says; kept with the run, whose files may expire.
///
/// @param expired when its files were given up; absent while they are there
record RunResult(
        String queryId, long rows, long bytes, Governed governed, @Nullable Instant expired) {
    /// What an item of the table has room for; the manifest has all.
    private static final int RULES_MAX = 200;

    static RunResult of(byte[] manifest) {
        Manifest.Content content = Manifest.content(manifest);
        return new RunResult(
                content.queryId(),
                content.parts().stream().mapToLong(Manifest.Part::rows).sum(),
                content.parts().stream().mapToLong(Manifest.Part::bytes).sum(),
                content.governed().shortened(RULES_MAX),
                null);
    }

    RunResult expiredAt(Instant now) {
        return new RunResult(queryId, rows, bytes, governed, now);
    }

    void write(JsonWriter out) {
        out.object(o -> {
            o.field("query").string(queryId);
            o.field("rows").integer(rows);
            o.field("bytes").integer(bytes);
            governed.write(o.field("governed"));
            if (expired != null) {
                o.field("expired").integer(expired.toEpochMilli());
            }
        });
    }

    static RunResult read(JsonReader in) {
        in.beginObject();
        String query = in.field("query").string();
        long rows = in.field("rows").integer();
        long bytes = in.field("bytes").integer();
        Governed governed = Governed.read(in.field("governed"));
        @Nullable Long expired = in.optional("expired", JsonReader::integer);
        in.endObject();
        return new RunResult(
                query,
                rows,
                bytes,
                governed,
                expired == null ? null : Instant.ofEpochMilli(expired));
    }

    /// As the API tells it, among what it tells of the run.
    void tell(JsonWriter o) {
        o.field("queryId").string(queryId);
        o.field("rows").integer(rows);
        o.field("bytes").integer(bytes);
        if (!governed.costUsd().isEmpty()) {
            o.field("costUsd").string(governed.costUsd());
        }
        o.field("policyEpoch").integer(governed.policyEpoch());
        if (!governed.policyHash().isEmpty()) {
            o.field("policyHash").string(governed.policyHash());
        }
        o.field("policies").list(governed.rules(), (w, rule) -> rule.write(w));
        if (expired != null) {
            o.field("expired").string(expired.toString());
        }
    }
}

package dev.trawl.query.record;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.Decision;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One thing that a policy did to one table, as the answer tells it.
public record AppliedPolicy(
        String table, String policy, String kind, @Nullable String column, String text) {
    public static AppliedPolicy of(String table, Decision.Effect effect) {
        return new AppliedPolicy(
                table,
                effect.policy(),
                effect.kind().name().toLowerCase(Locale.ROOT),
                effect.column(),
                effect.text());
    }

    public static void write(JsonWriter out, AppliedPolicy applied) {
        out.object(o -> {
            o.field("table").string(applied.table());
            o.field("policy").string(applied.policy());
            o.field("kind").string(applied.kind());
            if (applied.column() != null) {
                o.field("column").string(applied.column());
            }
            o.field("text").string(applied.text());
        });
    }

    public static AppliedPolicy read(JsonReader in) {
        in.beginObject();
        String table = in.field("table").string();
        String policy = in.field("policy").string();
        String kind = in.field("kind").string();
        String column = in.optional("column", JsonReader::string);
        String text = in.field("text").string();
        in.endObject();
        return new AppliedPolicy(table, policy, kind, column, text);
    }
}

package dev.trawl.query.record;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.store.ItemTable;

/// Which query a principal's own name for a request stands for.
///
/// @param key hash of principal and name
/// @param request hash of what is asked
/// @param version of its item
public record Claim(String key, String request, String queryId, long version) {
    static Claim of(String key, ItemTable.Item item) {
        return JsonReader.read(
                item.document(),
                JsonLimits.DEFAULT,
                in -> {
                    in.beginObject();
                    String queryId = in.field("query").string();
                    String request = in.field("request").string();
                    in.endObject();
                    return new Claim(key, request, queryId, item.version());
                });
    }

    ItemTable.Key item() {
        return new ItemTable.Key("idempotency#" + key, "query");
    }

    String toJson() {
        return JsonWriter.write(out ->
                out.object(o -> o.field("query").string(queryId).field("request").string(request)));
    }
}

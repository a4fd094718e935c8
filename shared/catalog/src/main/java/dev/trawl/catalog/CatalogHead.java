package dev.trawl.catalog;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Instant;

/// The pointer to what is in force; an apply is committed by swapping it.
///
/// @param version of the pointer's item; 0 before anything was applied
/// @param catalogHash empty before anything was applied
/// @param policyHash empty before any policy was applied
public record CatalogHead(
        long version, long sequence, Instant time, String catalogHash, String policyHash) {
    static final ItemTable.Key KEY = new ItemTable.Key("catalog", "head");

    /// Reads the pointer.
    public static CatalogHead load(ItemTable items) {
        return items.find(KEY)
                .map(CatalogHead::parse)
                .orElse(new CatalogHead(ItemTable.ABSENT, 0, Instant.EPOCH, "", ""));
    }

    String document() {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("sequence")
                                .integer(sequence)
                                .field("time")
                                .string(time.toString())
                                .field("catalogHash")
                                .string(catalogHash)
                                .field("policyHash")
                                .string(policyHash)));
    }

    private static CatalogHead parse(ItemTable.Item item) {
        try {
            return JsonReader.read(
                    item.document(),
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        long sequence = in.field("sequence").integer();
                        Instant time = Instant.parse(in.field("time").string());
                        String catalog = in.field("catalogHash").string();
                        String policy = in.field("policyHash").string();
                        in.endObject();
                        return new CatalogHead(item.version(), sequence, time, catalog, policy);
                    });
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "the catalog's pointer cannot be read", e);
        }
    }
}

package dev.trawl.policy.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.auth.PolicyEpoch;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.util.Optional;

/// Reads what is in force from the state table: the catalog's pointer and the policy epoch.
final class StoredHead implements Head.Reader {
    private static final ItemTable.Key POINTER = new ItemTable.Key("catalog", "head");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ItemTable items;

    StoredHead(ItemTable items) {
        this.items = items;
    }

    @Override
    public Head load() {
        Optional<ItemTable.Item> pointer = items.find(POINTER);
        PolicyEpoch epoch = PolicyEpoch.load(items);
        return pointer.map(item -> parse(item.document(), epoch)).orElse(new Head("", "", epoch));
    }

    private static Head parse(String document, PolicyEpoch epoch) {
        try {
            JsonNode pointer = MAPPER.readTree(document);
            JsonNode catalog = pointer.path("catalogHash");
            JsonNode policy = pointer.path("policyHash");
            if (catalog.isTextual() && policy.isTextual()) {
                return new Head(catalog.textValue(), policy.textValue(), epoch);
            }
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
        throw unreadable(null);
    }

    private static TrawlException unreadable(@org.jspecify.annotations.Nullable Throwable cause) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "the catalog's pointer is unreadable", null, cause);
    }
}

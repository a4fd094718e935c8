package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.store.ItemTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An item of the current state of a resource. It keeps the text, a third of what the parsed tree
/// takes; deleted resources stay as items without a resource.
///
/// @param head id of the event that made it so; empty for what never was
record StoredResource(long version, String head, String document) {
    static final StoredResource NOTHING = new StoredResource(ItemTable.ABSENT, "", "{}");

    static StoredResource of(ItemTable.Item item) {
        return new StoredResource(
                item.version(),
                ResourceDocuments.tree(item.document()).path("event").asText(),
                item.document());
    }

    @Nullable Resource resource() {
        JsonNode node = ResourceDocuments.tree(document);
        return ResourceHistory.resource(node);
    }

    Optional<ResourceService.Current> current() {
        return Optional.ofNullable(resource()).map(r -> new ResourceService.Current(r, head));
    }
}

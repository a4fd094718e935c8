package dev.trawl.catalog;

import dev.trawl.store.ItemTable;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// A catalog in memory.
final class Catalog {
    static final String AUTHOR = "https://issuer|anna";
    static final PolicyStore POLICIES = (governing, _) -> "policies-" + governing.size();
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    static final String SOURCE = "{kind: Source, name: crm, spec: {kind: jdbc}}";

    final InMemoryItemTable items = new InMemoryItemTable();
    final InMemoryObjectStore state = new InMemoryObjectStore("state");
    final ResourceService service = service(items);

    ResourceService service(ItemTable table) {
        return new ResourceService(table, state, CLOCK);
    }

    Applied apply(String yaml) {
        return service.apply(puts(yaml), AUTHOR, POLICIES);
    }

    CatalogSnapshot current() {
        return new StoredSnapshots(items, state, Duration.ZERO, CLOCK).current();
    }

    static List<Change> puts(String yaml) {
        return ResourceDocuments.parse(yaml).stream().map(Change::put).toList();
    }

    static String dataset(String name, String column) {
        return "{kind: Dataset, name: %s, spec: {source: crm, columns: [{name: %s, type: bigint}]}}"
                .formatted(name, column);
    }

    static List<Applied.Kind> kinds(Applied applied) {
        return applied.outcomes().stream().map(Applied.Outcome::kind).toList();
    }
}

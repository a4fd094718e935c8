package dev.trawl.store.memory;

import dev.trawl.store.kit.ItemTableKit;

class InMemoryItemTableTest extends ItemTableKit {
    InMemoryItemTableTest() {
        super(new InMemoryItemTable());
    }
}

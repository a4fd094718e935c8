package dev.trawl.store.memory;

import dev.trawl.store.kit.ObjectStoreKit;

class InMemoryObjectStoreTest extends ObjectStoreKit {
    InMemoryObjectStoreTest() {
        super(new InMemoryObjectStore("b"));
    }
}

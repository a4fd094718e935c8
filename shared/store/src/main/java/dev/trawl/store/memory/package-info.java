/// The ports in memory: for tests, with the semantics of the real ones.
@NullMarked
package dev.trawl.store.memory;

import org.jspecify.annotations.NullMarked;

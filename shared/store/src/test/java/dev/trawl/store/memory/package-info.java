@NullMarked
package dev.trawl.store.memory;

import org.jspecify.annotations.NullMarked;

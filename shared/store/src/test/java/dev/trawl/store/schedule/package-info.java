@NullMarked
package dev.trawl.store.schedule;

import org.jspecify.annotations.NullMarked;

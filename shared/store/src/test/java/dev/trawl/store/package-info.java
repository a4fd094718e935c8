@NullMarked
package dev.trawl.store;

import org.jspecify.annotations.NullMarked;

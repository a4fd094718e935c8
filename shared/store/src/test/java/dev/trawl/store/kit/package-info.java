/// What every implementation of a port does alike.
@NullMarked
package dev.trawl.store.kit;

import org.jspecify.annotations.NullMarked;

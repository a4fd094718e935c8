/// The stores of a fleet as processes of its own.
@NullMarked
package dev.trawl.local.stores;

import org.jspecify.annotations.NullMarked;

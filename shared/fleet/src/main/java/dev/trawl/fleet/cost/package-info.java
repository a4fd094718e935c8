/// What a fleet costs at list prices: an idle month, and queries of several kinds.
@NullMarked
package dev.trawl.fleet.cost;

import org.jspecify.annotations.NullMarked;

/// Tests of the whole fleet: the built function zips behind HTTP, their stores, and what breaks
/// between them.
@NullMarked
package dev.trawl.fleettests;

import org.jspecify.annotations.NullMarked;

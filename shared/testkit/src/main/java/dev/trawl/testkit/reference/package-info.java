/// The meaning of plans, written to be obvious and not fast: the oracle of every engine and source.
@NullMarked
package dev.trawl.testkit.reference;

import org.jspecify.annotations.NullMarked;

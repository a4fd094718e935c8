/// From the environment of a source function to its edge: what all source functions have alike.
@NullMarked
package dev.trawl.source.function;

import org.jspecify.annotations.NullMarked;

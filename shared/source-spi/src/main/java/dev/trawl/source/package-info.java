/// What a source implements ({@link dev.trawl.source.Source}), and the two stages that every source
/// runs in (DESIGN 3a): what its own engine evaluates, and the local evaluator for the rest.
@NullMarked
package dev.trawl.source;

import org.jspecify.annotations.NullMarked;

/// The kit that every source passes: each source writes one class that extends {@link
/// dev.trawl.source.kit.SourceKit}.
@NullMarked
package dev.trawl.source.kit;

import org.jspecify.annotations.NullMarked;

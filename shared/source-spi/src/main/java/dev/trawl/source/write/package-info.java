/// Rows of an export on their way into a table: what a grant to write is held to, and where the
/// rows come from.
@NullMarked
package dev.trawl.source.write;

import org.jspecify.annotations.NullMarked;

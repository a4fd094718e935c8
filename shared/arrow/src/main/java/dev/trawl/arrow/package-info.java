/// Arrow forms of Trawl's types, streams of batches, parts with checksums, and row encodings.
@NullMarked
package dev.trawl.arrow;

import org.jspecify.annotations.NullMarked;

/// Cuts a plan into fragments, one source each, and an assembly over their results; cuts fragments
/// over one table further, so that splits of the table can be read side by side. Pure functions.
@NullMarked
package dev.trawl.query.split;

import org.jspecify.annotations.NullMarked;

/// Where the columns of an answer come from.
@NullMarked
package dev.trawl.query.lineage;

import org.jspecify.annotations.NullMarked;

/// Pictures of plans and lineage.
@NullMarked
package dev.trawl.query.draw;

import org.jspecify.annotations.NullMarked;

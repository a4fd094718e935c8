/// Tells other systems of queries and exports as OpenLineage has it.
@NullMarked
package dev.trawl.query.openlineage;

import org.jspecify.annotations.NullMarked;

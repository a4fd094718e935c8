/// Writing the rows of a run into a table of the database, all or none.
@NullMarked
package dev.trawl.source.jdbc.write;

import org.jspecify.annotations.NullMarked;

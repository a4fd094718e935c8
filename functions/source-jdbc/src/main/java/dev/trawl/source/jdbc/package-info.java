/// Source function for PostgreSQL: fragments become SQL, their rows come back through binary COPY.
@NullMarked
package dev.trawl.source.jdbc;

import org.jspecify.annotations.NullMarked;

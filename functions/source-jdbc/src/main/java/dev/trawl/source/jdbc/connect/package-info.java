/// Connections to the database: few, checked, read only, and ended from outside when a query is.
@NullMarked
package dev.trawl.source.jdbc.connect;

import org.jspecify.annotations.NullMarked;

/// What tables a database has, and which of Trawl's types hold their columns.
@NullMarked
package dev.trawl.source.jdbc.discover;

import org.jspecify.annotations.NullMarked;

/// Plans as SQL text of a dialect; pure functions.
///
/// {@link dev.trawl.sql.Support} says what a dialect evaluates with exactly Trawl's semantics once
/// {@link dev.trawl.sql.SqlRenderer} has rendered it; nothing else may be sent to it.
@NullMarked
package dev.trawl.sql;

import org.jspecify.annotations.NullMarked;

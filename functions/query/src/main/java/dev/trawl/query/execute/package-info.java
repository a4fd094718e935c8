/// Runs the fragments of a query side by side in their source functions and assembles the answer.
@NullMarked
package dev.trawl.query.execute;

import org.jspecify.annotations.NullMarked;

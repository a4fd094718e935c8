/// Random queries and tables, and what makes a failing case small.
@NullMarked
package dev.trawl.testkit.fuzz;

import org.jspecify.annotations.NullMarked;

/// Random queries through the query function and real sources in this process: the same rows, types
/// and error codes wherever the tables are and however the query is cut, by independent oracles.
@NullMarked
package dev.trawl.fuzz;

import org.jspecify.annotations.NullMarked;

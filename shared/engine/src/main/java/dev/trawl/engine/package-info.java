/// The local evaluator: a locked-down DuckDB that evaluates plans over Arrow batches and named
/// files. The only home of DuckDB.
@NullMarked
package dev.trawl.engine;

import org.jspecify.annotations.NullMarked;

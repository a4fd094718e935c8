/// Exports: the result of a governed query as Parquet files, committed by a manifest.
@NullMarked
package dev.trawl.export;

import org.jspecify.annotations.NullMarked;

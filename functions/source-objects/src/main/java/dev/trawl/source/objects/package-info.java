/// The source function of Parquet and CSV files in a bucket: only what a query needs is fetched
/// into a scratch folder, where the local evaluator reads it.
@NullMarked
package dev.trawl.source.objects;

import org.jspecify.annotations.NullMarked;

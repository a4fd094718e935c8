/// Footers, and compact copies of the row groups and columns that a query needs.
@NullMarked
package dev.trawl.source.objects.parquet;

import org.jspecify.annotations.NullMarked;

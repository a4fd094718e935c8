@NullMarked
package dev.trawl.source.objects.parquet;

import org.jspecify.annotations.NullMarked;

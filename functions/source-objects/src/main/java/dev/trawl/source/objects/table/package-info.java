/// Tables as folders of files: mapping, listing, partitions, splits.
@NullMarked
package dev.trawl.source.objects.table;

import org.jspecify.annotations.NullMarked;

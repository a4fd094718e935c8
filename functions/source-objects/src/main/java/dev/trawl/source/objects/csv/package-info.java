/// Text files: headers, and the query that reads them strictly.
@NullMarked
package dev.trawl.source.objects.csv;

import org.jspecify.annotations.NullMarked;

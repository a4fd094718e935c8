/// Tables that a bucket holds, found by the folders and the files in them.
@NullMarked
package dev.trawl.source.objects.discover;

import org.jspecify.annotations.NullMarked;

/// Which files and row groups cannot hold a row that a filter lets through.
@NullMarked
package dev.trawl.source.objects.prune;

import org.jspecify.annotations.NullMarked;

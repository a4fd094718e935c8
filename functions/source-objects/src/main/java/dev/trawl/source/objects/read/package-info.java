/// One reading: which files and parts of them, fetched side by side within a scratch budget, handed
/// to the local evaluator.
@NullMarked
package dev.trawl.source.objects.read;

import org.jspecify.annotations.NullMarked;

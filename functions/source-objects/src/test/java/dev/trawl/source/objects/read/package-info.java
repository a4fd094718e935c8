@NullMarked
package dev.trawl.source.objects.read;

import org.jspecify.annotations.NullMarked;

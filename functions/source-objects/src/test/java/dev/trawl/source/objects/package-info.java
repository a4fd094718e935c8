@NullMarked
package dev.trawl.source.objects;

import org.jspecify.annotations.NullMarked;

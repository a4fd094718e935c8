@NullMarked
package dev.trawl.source.objects.system;

import org.jspecify.annotations.NullMarked;

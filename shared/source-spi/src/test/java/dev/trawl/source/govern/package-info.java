@NullMarked
package dev.trawl.source.govern;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.arrow;

import org.jspecify.annotations.NullMarked;

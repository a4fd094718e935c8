@NullMarked
package dev.trawl.scan;

import org.jspecify.annotations.NullMarked;

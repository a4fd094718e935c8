@NullMarked
package dev.trawl.export;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.source.function;

import org.jspecify.annotations.NullMarked;

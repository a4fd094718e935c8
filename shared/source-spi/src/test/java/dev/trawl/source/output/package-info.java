@NullMarked
package dev.trawl.source.output;

import org.jspecify.annotations.NullMarked;

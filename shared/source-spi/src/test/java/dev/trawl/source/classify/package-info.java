@NullMarked
package dev.trawl.source.classify;

import org.jspecify.annotations.NullMarked;

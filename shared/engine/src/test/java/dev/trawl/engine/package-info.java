@NullMarked
package dev.trawl.engine;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.calcite;

import org.jspecify.annotations.NullMarked;

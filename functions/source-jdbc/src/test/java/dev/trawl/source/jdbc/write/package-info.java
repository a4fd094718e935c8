@NullMarked
package dev.trawl.source.jdbc.write;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.query.split;

import org.jspecify.annotations.NullMarked;

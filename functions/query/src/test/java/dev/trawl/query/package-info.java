@NullMarked
package dev.trawl.query;

import org.jspecify.annotations.NullMarked;

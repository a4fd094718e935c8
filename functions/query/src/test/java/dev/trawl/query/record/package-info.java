@NullMarked
package dev.trawl.query.record;

import org.jspecify.annotations.NullMarked;

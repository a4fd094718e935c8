@NullMarked
package dev.trawl.query.fake;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.query.execute;

import org.jspecify.annotations.NullMarked;

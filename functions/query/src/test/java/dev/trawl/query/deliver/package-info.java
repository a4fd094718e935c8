@NullMarked
package dev.trawl.query.deliver;

import org.jspecify.annotations.NullMarked;

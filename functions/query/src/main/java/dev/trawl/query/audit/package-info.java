/// Shows what was recorded to those who may see it.
@NullMarked
package dev.trawl.query.audit;

import org.jspecify.annotations.NullMarked;

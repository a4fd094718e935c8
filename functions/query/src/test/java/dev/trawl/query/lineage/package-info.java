@NullMarked
package dev.trawl.query.lineage;

import org.jspecify.annotations.NullMarked;

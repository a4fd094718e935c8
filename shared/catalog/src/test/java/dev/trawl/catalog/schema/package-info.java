@NullMarked
package dev.trawl.catalog.schema;

import org.jspecify.annotations.NullMarked;

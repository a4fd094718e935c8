@NullMarked
package dev.trawl.catalog;

import org.jspecify.annotations.NullMarked;

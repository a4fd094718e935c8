/// Resources, their history, and the immutable catalog snapshot that queries are planned by.
@NullMarked
package dev.trawl.catalog;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.source.jdbc;

import org.jspecify.annotations.NullMarked;

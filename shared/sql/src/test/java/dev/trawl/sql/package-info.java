@NullMarked
package dev.trawl.sql;

import org.jspecify.annotations.NullMarked;

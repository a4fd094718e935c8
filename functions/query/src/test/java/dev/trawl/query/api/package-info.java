@NullMarked
package dev.trawl.query.api;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.query.authorize;

import org.jspecify.annotations.NullMarked;

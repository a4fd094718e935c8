@NullMarked
package dev.trawl.authorizer;

import org.jspecify.annotations.NullMarked;

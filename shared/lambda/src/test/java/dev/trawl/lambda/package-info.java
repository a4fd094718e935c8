@NullMarked
package dev.trawl.lambda;

import org.jspecify.annotations.NullMarked;

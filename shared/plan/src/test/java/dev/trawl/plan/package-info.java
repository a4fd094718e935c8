@NullMarked
package dev.trawl.plan;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.policy.function;

import org.jspecify.annotations.NullMarked;

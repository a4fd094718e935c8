@NullMarked
package dev.trawl.policy;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.audit;

import org.jspecify.annotations.NullMarked;

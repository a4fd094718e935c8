/// Processes that the fleet starts, and how they are found again after a crash.
@NullMarked
package dev.trawl.local.process;

import org.jspecify.annotations.NullMarked;

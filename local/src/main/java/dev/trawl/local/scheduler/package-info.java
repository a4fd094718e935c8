/// EventBridge Scheduler on this machine: its API, its expressions, and the ticker that fires.
@NullMarked
package dev.trawl.local.scheduler;

import org.jspecify.annotations.NullMarked;

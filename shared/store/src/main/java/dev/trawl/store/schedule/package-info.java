/// When the platform's scheduler calls: its expressions, and the times that they stand for.
@NullMarked
package dev.trawl.store.schedule;

import org.jspecify.annotations.NullMarked;

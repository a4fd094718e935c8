@NullMarked
package dev.trawl.testkit.slt;

import org.jspecify.annotations.NullMarked;

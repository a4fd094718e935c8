@NullMarked
package dev.trawl.testkit.conformance;

import org.jspecify.annotations.NullMarked;

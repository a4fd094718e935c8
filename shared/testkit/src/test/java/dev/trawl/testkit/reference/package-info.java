@NullMarked
package dev.trawl.testkit.reference;

import org.jspecify.annotations.NullMarked;

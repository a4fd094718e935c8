/// Tests of the repository itself: boundaries between modules, and the text of its files.
@NullMarked
package dev.trawl.tidy;

import org.jspecify.annotations.NullMarked;

/// What the values of a column are, told from its name and a sample; nothing of a value leaves.
@NullMarked
package dev.trawl.source.classify;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.trawl.source.run;

import org.jspecify.annotations.NullMarked;

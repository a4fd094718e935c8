/// Running a fragment that was checked: stage 1, masks, stage 2.
@NullMarked
package dev.trawl.source.run;

import org.jspecify.annotations.NullMarked;

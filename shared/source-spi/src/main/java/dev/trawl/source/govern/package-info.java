/// What a grant makes of a fragment: the checks, the secured form of every table, and the cut
/// between the source's engine, the masks computed here, and the local evaluator.
@NullMarked
package dev.trawl.source.govern;

import org.jspecify.annotations.NullMarked;

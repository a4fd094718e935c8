/// Non-interference: what a grant hides changes nothing that anybody can see.
@NullMarked
package dev.trawl.source.fuzz;

import org.jspecify.annotations.NullMarked;

/// From SQL text to a governed plan: the tables it names, what policy says of them, the plan over
/// what may be seen.
@NullMarked
package dev.trawl.query.authorize;

import org.jspecify.annotations.NullMarked;

/// Who asked for what, why, under which policy, and how it ended: events without values of rows, in
/// hash chains that nobody can change unseen, and what checks the chains.
@NullMarked
package dev.trawl.audit;

import org.jspecify.annotations.NullMarked;

/// Tells what a query would do: its plan, what goes where, what policies do to it. Nothing runs.
@NullMarked
package dev.trawl.query.explain;

import org.jspecify.annotations.NullMarked;

/// What is kept of a query: its state, the events of access and completion, its cost.
@NullMarked
package dev.trawl.query.record;

import org.jspecify.annotations.NullMarked;

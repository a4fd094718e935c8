/// Strict JSON for messages: fields in a fixed order, nothing unknown, bounded in size and depth.
@NullMarked
package dev.trawl.plan.json;

import org.jspecify.annotations.NullMarked;

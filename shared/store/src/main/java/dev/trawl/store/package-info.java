/// Ports to what the fleet keeps outside its functions: objects, items, secrets, keys, other
/// functions. The AWS implementations are in `dev.trawl.store.aws`.
@NullMarked
package dev.trawl.store;

import org.jspecify.annotations.NullMarked;

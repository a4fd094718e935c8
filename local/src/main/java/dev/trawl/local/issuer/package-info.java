/// A token issuer for development.
@NullMarked
package dev.trawl.local.issuer;

import org.jspecify.annotations.NullMarked;

/// The masks that are computed here and not by an engine: keyed pseudonyms and partial texts. Keys
/// stay in this package.
@NullMarked
package dev.trawl.source.veil;

import org.jspecify.annotations.NullMarked;

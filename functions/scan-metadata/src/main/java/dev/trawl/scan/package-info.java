/// Scans of sources, and the catalog's routes for datasets and exports.
@NullMarked
package dev.trawl.scan;

import org.jspecify.annotations.NullMarked;

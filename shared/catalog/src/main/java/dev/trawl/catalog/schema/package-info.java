/// JSON Schemas of the kinds of resources, for checks and for editors.
@NullMarked
package dev.trawl.catalog.schema;

import org.jspecify.annotations.NullMarked;

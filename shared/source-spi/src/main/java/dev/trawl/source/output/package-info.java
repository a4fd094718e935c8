/// What leaves a source function: rows inline or as parts, the record that makes a repeated request
/// the same one, and the audit record.
@NullMarked
package dev.trawl.source.output;

import org.jspecify.annotations.NullMarked;

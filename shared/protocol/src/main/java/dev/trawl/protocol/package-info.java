/// Messages between functions, grants, masks, limits and error codes. Hand-written codecs: a field
/// that a codec does not know is refused.
@NullMarked
package dev.trawl.protocol;

import org.jspecify.annotations.NullMarked;

/// Answers as callers want them: JSON, CSV or Arrow; inline, or as parts behind URLs.
@NullMarked
package dev.trawl.query.deliver;

import org.jspecify.annotations.NullMarked;

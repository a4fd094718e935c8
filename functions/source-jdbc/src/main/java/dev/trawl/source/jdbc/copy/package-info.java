/// PostgreSQL's binary COPY format, decoded straight into Arrow vectors.
@NullMarked
package dev.trawl.source.jdbc.copy;

import org.jspecify.annotations.NullMarked;

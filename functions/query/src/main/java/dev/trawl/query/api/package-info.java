/// The HTTP API: routes, and requests as they are read from bodies and headers.
@NullMarked
package dev.trawl.query.api;

import org.jspecify.annotations.NullMarked;

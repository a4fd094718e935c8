/// Small HTTP servers on the loopback address.
@NullMarked
package dev.trawl.local.http;

import org.jspecify.annotations.NullMarked;

/// The HTTPS edge: routes, events, limits, authorizer, as an API Gateway HTTP API has them.
@NullMarked
package dev.trawl.local.front;

import org.jspecify.annotations.NullMarked;

/// Lambda on one machine: functions, their environments, the Invoke and Runtime APIs.
@NullMarked
package dev.trawl.local.lambda;

import org.jspecify.annotations.NullMarked;

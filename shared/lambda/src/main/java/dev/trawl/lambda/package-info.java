/// The handler edge of every function: settings, HTTP events and messages in, answers and coded
/// errors out, logs as JSON lines. The one shared home of Lambda types.
@NullMarked
package dev.trawl.lambda;

import org.jspecify.annotations.NullMarked;

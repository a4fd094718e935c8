/// The command line: a fleet on this machine, and any fleet over HTTP.
@NullMarked
package dev.trawl.cli;

import org.jspecify.annotations.NullMarked;

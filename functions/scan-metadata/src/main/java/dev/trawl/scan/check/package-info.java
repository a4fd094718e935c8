/// Quality checks: what a Check counts, how it runs as its principal, and what its runs said.
@NullMarked
package dev.trawl.scan.check;

import org.jspecify.annotations.NullMarked;

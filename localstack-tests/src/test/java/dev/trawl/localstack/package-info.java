/// The deployed fleet, asked from outside.
@NullMarked
package dev.trawl.localstack;

import org.jspecify.annotations.NullMarked;

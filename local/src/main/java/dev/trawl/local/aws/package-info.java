/// The AWS services a function calls, as far as the fleet uses them, with their signatures.
@NullMarked
package dev.trawl.local.aws;

import org.jspecify.annotations.NullMarked;

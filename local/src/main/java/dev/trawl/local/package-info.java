/// The whole fleet on one machine, from the function.zips that would be deployed.
@NullMarked
package dev.trawl.local;

import org.jspecify.annotations.NullMarked;

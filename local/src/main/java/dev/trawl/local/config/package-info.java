/// The one file that declares a fleet, and the functions that follow from it.
@NullMarked
package dev.trawl.local.config;

import org.jspecify.annotations.NullMarked;

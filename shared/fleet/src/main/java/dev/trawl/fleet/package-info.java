/// The one file that declares a fleet, and the functions, rights and routes that follow from it:
/// for the local fleet and for the deployment.
@NullMarked
package dev.trawl.fleet;

import org.jspecify.annotations.NullMarked;

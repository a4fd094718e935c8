/// The airline example, deployed: what is around it, how it gets there, how it is asked.
@NullMarked
package dev.trawl.localstack.fleet;

import org.jspecify.annotations.NullMarked;

/// What tests of several modules share: rows and how they are compared, databases, edge values,
/// generators of plans.
@NullMarked
package dev.trawl.testkit;

import org.jspecify.annotations.NullMarked;

/// The policy function: the one that verifies who asks, decides, and signs grants (DESIGN 3, rule
/// 2). Any error in it is a denial.
@NullMarked
package dev.trawl.policy.function;

import org.jspecify.annotations.NullMarked;

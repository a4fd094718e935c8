/// The policy language and its evaluation (DESIGN 5). Pure: no store, no network, no clock. The
/// only home of CEL.
///
/// {@link dev.trawl.policy.PolicyCompiler} checks resources and gives a {@link
/// dev.trawl.policy.PolicySet}, which decides {@link dev.trawl.policy.PolicyRequest}s.
@NullMarked
package dev.trawl.policy;

import org.jspecify.annotations.NullMarked;

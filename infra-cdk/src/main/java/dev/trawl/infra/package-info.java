/// The CDK app: from `trawl.yaml` to the stacks of a fleet.
///
/// `TrawlApp` is the program, [dev.trawl.infra.Fleet] the stacks, `Permissions` what each role may
/// do. Stacks refer to each other by names and to keys only by export, so that a source can be
/// removed in one deployment.
@NullMarked
package dev.trawl.infra;

import org.jspecify.annotations.NullMarked;

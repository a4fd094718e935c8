/// The fleet's own records as tables: the audit log, runs of exports, rules of policies. A source
/// like any: what is read of it is decided by policy and enforced from the grant.
@NullMarked
package dev.trawl.source.objects.system;

import org.jspecify.annotations.NullMarked;

/// Who asks, and what a source may therefore do: verification of tokens, signing and verification
/// of grants (DESIGN 3, rule 2). The only home of Nimbus.
@NullMarked
package dev.trawl.auth;

import org.jspecify.annotations.NullMarked;

/// The gateway's check of tokens where its own JWT authorizer cannot do it: several issuers, or
/// signatures that are not RSA. A first wall; every function verifies the token itself.
@NullMarked
package dev.trawl.authorizer;

import org.jspecify.annotations.NullMarked;

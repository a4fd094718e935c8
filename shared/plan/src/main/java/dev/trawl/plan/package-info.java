/// The algebra that travels between functions: types, expressions and relations as sealed records,
/// their validation, their canonical JSON codec and a printer for people.
///
/// A tree that exists is well typed: every record checks its parts when it is made. Nothing here
/// knows SQL text, a database or a grant.
@NullMarked
package dev.trawl.plan;

import org.jspecify.annotations.NullMarked;

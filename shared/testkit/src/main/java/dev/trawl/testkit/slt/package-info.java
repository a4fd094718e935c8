/// Files of SQL and the rows it gives (`.slt`, after sqllogictest), and what runs them.
///
/// A file begins with `# name:` and `# description:`. A record is a line that says what is
/// expected, the SQL, and for a query `----` and its rows, ended by a blank line:
///
/// ```
/// query IT rowsort
/// select id, name from staff
/// ----
/// 1 | Ann
/// 5 | NULL
///
/// error DIVISION_BY_ZERO
/// select 1 / 0
/// ```
///
/// Letters are those of {@link dev.trawl.testkit.slt.SltRecord}; the mode is `nosort` where the
/// order is part of the answer, else `rowsort`. Values are those of {@link
/// dev.trawl.plan.Literals#toText}; in text `\n`, `\r`, `\t`, `\|` and `\\` are escapes, `\s` is a
/// blank at an end, the empty text is `(empty)`, and the text NULL is `\NULL`.
@NullMarked
package dev.trawl.testkit.slt;

import org.jspecify.annotations.NullMarked;

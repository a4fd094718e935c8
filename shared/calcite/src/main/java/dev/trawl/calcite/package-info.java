/// SQL text to plans; the only home of Calcite. What leaves this package is Trawl's own algebra.
@NullMarked
package dev.trawl.calcite;

import org.jspecify.annotations.NullMarked;

/// What of the benchmark is Java: the rows of TPC-H.
@NullMarked
package dev.trawl.benchmarks;

import org.jspecify.annotations.NullMarked;

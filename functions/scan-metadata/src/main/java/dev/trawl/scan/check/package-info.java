/// Quality checks: what is expected of a dataset, as governed queries of a declared principal that
/// give counts, and what came of them.
@org.jspecify.annotations.NullMarked
package dev.trawl.scan.check;

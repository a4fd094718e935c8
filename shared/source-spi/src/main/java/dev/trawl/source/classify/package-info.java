/// Figures of tables and what personal data they hold: found where the values are, told without
/// them.
@org.jspecify.annotations.NullMarked
package dev.trawl.source.classify;

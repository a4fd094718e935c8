package dev.trawl.catalog;

/// A source and the function that serves it.
///
/// @param kind `jdbc`, `objects`
/// @param function logical name, `source-<name>`
public record CatalogSource(String name, String kind, String function) {}

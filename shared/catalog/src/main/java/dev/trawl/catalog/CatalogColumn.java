package dev.trawl.catalog;

import dev.trawl.plan.Type;
import java.util.Set;

/// A column of a dataset.
///
/// @param tags classification and others, such as `pii.email`; sorted in text
/// @param isClassified whether a steward or scan has looked at it; others stay hidden until then
public record CatalogColumn(
        String name, Type type, Set<String> tags, boolean isClassified, String description) {
    public CatalogColumn {
        tags = Set.copyOf(tags);
    }
}

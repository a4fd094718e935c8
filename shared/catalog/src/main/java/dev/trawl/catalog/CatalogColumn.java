package dev.trawl.catalog;

import dev.trawl.plan.Type;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A column of a dataset.
///
/// @param tags classification and others, such as `pii.email`; sorted in text
/// @param isClassified whether a steward or scan has looked at it; others stay hidden until then
/// @param statistics as a scan last counted them; absent if none did. They are of all rows, and
///   serve plans only where a principal may see all rows
public record CatalogColumn(
        String name,
        Type type,
        Set<String> tags,
        boolean isClassified,
        String description,
        @Nullable ColumnStatistics statistics) {
    /// Without figures.
    public CatalogColumn(
            String name, Type type, Set<String> tags, boolean isClassified, String description) {
        this(name, type, tags, isClassified, description, null);
    }

    public CatalogColumn {
        tags = Set.copyOf(tags);
    }
}

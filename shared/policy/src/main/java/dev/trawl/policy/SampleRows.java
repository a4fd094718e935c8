package dev.trawl.policy;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.protocol.GrantedRelation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows of sample rows what a source would show under a grant. Rows are texts by name of column;
/// NULL is null, and so is a column that a row lacks.
@FunctionalInterface
public interface SampleRows {
    List<Map<String, @Nullable String>> shown(
            GrantedRelation relation, CatalogTable table, List<Map<String, @Nullable String>> rows);
}

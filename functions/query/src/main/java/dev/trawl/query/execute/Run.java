package dev.trawl.query.execute;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// One execution of work.
///
/// @param catalog the snapshot that the plan was made by
public record Run(Work work, Grants grants, CatalogSnapshot catalog, Watch watch) {
    /// Name of the function that serves a source.
    public String function(String source) {
        CatalogSource found = catalog.sources().get(source);
        if (found == null) {
            throw new TrawlException(
                    ErrorCode.SOURCE_UNAVAILABLE, "the catalog has no source " + source);
        }
        return found.function();
    }
}

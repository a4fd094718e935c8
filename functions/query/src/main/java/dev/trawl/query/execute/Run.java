package dev.trawl.query.execute;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// One execution of work.
///
/// @param catalog the snapshot that the plan was made by
/// @param isNew whether nobody ran the work before
public record Run(Work work, Grants grants, CatalogSnapshot catalog, Watch watch, boolean isNew) {
    /// Of work that may have been run before.
    public Run(Work work, Grants grants, CatalogSnapshot catalog, Watch watch) {
        this(work, grants, catalog, watch, false);
    }

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

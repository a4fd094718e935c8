package dev.trawl.source.objects;

import dev.trawl.plan.Relation;
import dev.trawl.source.Capabilities;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Support;

/// What DuckDB evaluates as Trawl does, over files as over rows that were given to it.
///
/// Select lists are computed after WHERE and joins: the optimizer moves filters below select lists,
/// never the other way, and what can fail is not computed for the entries of a dictionary that no
/// row uses.
final class DuckDbCapabilities implements Capabilities {
    @Override
    public boolean evaluates(Relation node) {
        return Support.supports(node, Dialect.DUCKDB);
    }

    @Override
    public boolean computesOnlyPassedRows() {
        return true;
    }
}

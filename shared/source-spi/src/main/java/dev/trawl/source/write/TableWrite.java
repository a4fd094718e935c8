package dev.trawl.source.write;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.protocol.SourceRequest;
import java.util.List;

/// What a run writes into a table.
///
/// @param run key of the run, recorded in the transaction that writes the rows
/// @param columns of the table by catalog name, and the types of the rows, in the rows' order
/// @param key columns that name a row; for {@link SourceRequest.WriteMode#MERGE} only
public record TableWrite(
        CatalogTable table,
        String run,
        List<Field> columns,
        SourceRequest.WriteMode mode,
        List<String> key) {
    public TableWrite {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }
}

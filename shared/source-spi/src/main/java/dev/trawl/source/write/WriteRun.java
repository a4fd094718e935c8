package dev.trawl.source.write;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Source;
import dev.trawl.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;

/// Holds a request to write to its grant, and lets the source write.
///
/// The grant names the table and the columns that may be written, each as it is: no mask, no row
/// filter. Its query id is the run's key, and rows come from the folder of that run alone, so that
/// who has the grant can write nothing but the run's own result.
public final class WriteRun {
    private static final String FOLDER = "exports/";

    private final Source source;
    private final ObjectStore state;
    private final int partsMax;

    /// @param state bucket in which exports are staged
    public WriteRun(Source source, ObjectStore state, int partsMax) {
        this.source = source;
        this.state = state;
        this.partsMax = partsMax;
    }

    /// @throws TrawlException GRANT_EXCEEDED before anything is read, TYPE_MISMATCH before anything
    ///   is written
    public SourceAnswer.Written run(
            SourceRequest.Write request, Grant grant, CatalogTable table, ReadContext context) {
        check(request, grant);
        if (request.parts().isEmpty()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "a run has a part, be it without rows");
        }
        RowParts parts = new RowParts(state, request.parts(), context.allocator());
        List<Field> columns = columns(request, table, parts.fields());
        Writability.check(table.name().toString(), parts.fields(), columns);
        List<Field> typed = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            typed.add(new Field(columns.get(i).name(), parts.fields().get(i).type()));
        }
        return source.write(
                new TableWrite(table, grant.queryId(), typed, request.mode(), request.key()),
                parts,
                context);
    }

    private void check(SourceRequest.Write request, Grant grant) {
        if (grant.action() != Action.WRITE) {
            throw exceeded("a grant to %s writes nothing".formatted(grant.action().text()));
        }
        GrantedRelation relation =
                grant.relation(request.table())
                        .orElseThrow(() ->
                                exceeded("the grant allows no writing to " + request.table()));
        if (relation.rowFilter() != null || relation.aggregateOnly() != null) {
            throw exceeded(
                    "the grant shows part of %s only, so nothing is written to it"
                            .formatted(request.table()));
        }
        for (String column : request.columns()) {
            if (relation.columns().stream().noneMatch(c -> isOpen(c, column, relation))) {
                throw exceeded(
                        "the grant allows no writing of column '%s', or masks it"
                                .formatted(column));
            }
        }
        if (request.parts().size() > partsMax) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "a run of %d parts is not written, the limit is %d"
                            .formatted(request.parts().size(), partsMax));
        }
        String own = state.bucket() + "/" + FOLDER;
        String run = "/runs/" + grant.queryId() + "/";
        for (SourceAnswer.Part part : request.parts()) {
            if (!part.location().startsWith(own) || !part.location().contains(run)) {
                throw exceeded("rows are written from the folder of the grant's run only");
            }
        }
    }

    private static boolean isOpen(GrantedColumn column, String name, GrantedRelation relation) {
        return column.name().equals(name)
                && column.masks().isEmpty()
                && relation.inputs().get(column.input()).name().equals(name);
    }

    /// Columns of the table as they are called in the catalog.
    private static List<Field> columns(
            SourceRequest.Write request, CatalogTable table, List<Field> rows) {
        if (rows.size() != request.columns().size()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "the rows have %d columns, the request names %d"
                            .formatted(rows.size(), request.columns().size()));
        }
        List<Field> columns = new ArrayList<>();
        for (String name : request.columns()) {
            CatalogColumn column =
                    table.column(name)
                            .orElseThrow(() ->
                                    new TrawlException(
                                            ErrorCode.COLUMN_NOT_FOUND,
                                            "%s has no column '%s'".formatted(table.name(), name)));
            columns.add(new Field(name, column.type()));
        }
        return columns;
    }

    private static TrawlException exceeded(String what) {
        return new TrawlException(ErrorCode.GRANT_EXCEEDED, what + "; nothing was written");
    }
}

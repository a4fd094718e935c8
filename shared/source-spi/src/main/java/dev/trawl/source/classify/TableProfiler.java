package dev.trawl.source.classify;

import dev.trawl.arrow.ArrowTypes;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Reads the governed rows of one table, as far as asked, and keeps figures of them only.
public final class TableProfiler {
    private TableProfiler() {}

    /// The rows that a request for a profile is about: of the one table, all that the grant shows.
    ///
    /// @throws TrawlException GRANT_EXCEEDED for a table that the grant does not show;
    ///   INVALID_REQUEST for a number of rows that is none
    public static Relation rows(SourceRequest.Profile request, Grant grant, long rowsMax) {
        GrantedRelation granted =
                grant.relation(request.table())
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.GRANT_EXCEEDED,
                                        "the grant does not show %s; nothing was read"
                                                .formatted(request.table())));
        if (request.rowsMax() < 1 || request.rowsMax() > rowsMax) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "a profile is made of 1 to %d rows, not %d"
                            .formatted(rowsMax, request.rowsMax()));
        }
        List<Field> shown = granted.governedFields();
        if (shown.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.GRANT_EXCEEDED,
                    "the grant shows no column of %s; nothing was read".formatted(request.table()));
        }
        return new Relation.Limit(
                new Relation.Scan(request.table(), shown), 0, request.rowsMax() + 1);
    }

    /// @param reader of {@link #rows}; not closed
    /// @param checkpoint called between batches; throws to end the work
    public static SourceAnswer.Profile profile(
            ArrowReader reader, long rowsMax, Runnable checkpoint) throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        List<ColumnCounter> columns =
                ArrowTypes.fields(root.getSchema()).stream().map(ColumnCounter::new).toList();
        long rows = 0;
        while (reader.loadNextBatch()) {
            checkpoint.run();
            int taken = Math.toIntExact(Math.min(root.getRowCount(), rowsMax - rows));
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).add(root.getVector(i), taken);
            }
            rows += taken;
            if (taken < root.getRowCount()) {
                return answer(rows, false, columns);
            }
        }
        return answer(rows, true, columns);
    }

    private static SourceAnswer.Profile answer(
            long rows, boolean isWhole, List<ColumnCounter> columns) {
        return new SourceAnswer.Profile(
                rows, isWhole, columns.stream().map(ColumnCounter::profile).toList());
    }
}

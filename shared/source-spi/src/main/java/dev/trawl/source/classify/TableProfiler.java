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
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Reads the governed rows of one table, as far as asked, and keeps figures of them only.
public final class TableProfiler {
    private TableProfiler() {}

    /// The rows that a request for a profile is about: of the one table, all that the grant shows,
    /// up to one more than are asked.
    ///
    /// @throws TrawlException GRANT_EXCEEDED for a table that the grant does not show;
    ///   INVALID_REQUEST for a number of rows that is none
    public static Relation.Limit rows(SourceRequest.Profile request, Grant grant, long rowsMax) {
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

    /// @param reader of governed rows; not closed
    /// @param rowsMax after which the rest is left
    /// @param stride of so many rows one is looked at
    /// @param checkpoint called between batches; throws to end the work
    public static SourceAnswer.Profile profile(
            ArrowReader reader, long rowsMax, long stride, Runnable checkpoint) throws IOException {
        VectorSchemaRoot root = reader.getVectorSchemaRoot();
        List<ColumnCounter> columns =
                ArrowTypes.fields(root.getSchema()).stream().map(ColumnCounter::new).toList();
        Thinning thinning = new Thinning(stride);
        long rows = 0;
        while (reader.loadNextBatch()) {
            checkpoint.run();
            int[] chosen = thinning.next(root.getRowCount());
            int taken = Math.toIntExact(Math.min(chosen.length, rowsMax - rows));
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).add(root.getVector(i), Arrays.copyOf(chosen, taken));
            }
            rows += taken;
            if (taken < chosen.length) {
                return answer(rows, false, columns);
            }
        }
        return answer(rows, stride == 1, columns);
    }

    private static SourceAnswer.Profile answer(
            long rows, boolean isWhole, List<ColumnCounter> columns) {
        return new SourceAnswer.Profile(
                rows, isWhole, columns.stream().map(ColumnCounter::profile).toList());
    }
}

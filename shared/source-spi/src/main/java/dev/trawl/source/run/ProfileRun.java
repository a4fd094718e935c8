package dev.trawl.source.run;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.SourceParts;
import dev.trawl.source.classify.TableProfiler;
import dev.trawl.source.govern.StagedPlan;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Reads a table and answers with figures of it. The rows go nowhere but through the counters.
public final class ProfileRun {
    private final SourceParts parts;
    private final Stages stages;

    public ProfileRun(SourceParts parts) {
        this.parts = parts;
        this.stages = new Stages(parts.source(), parts.local(), parts.keys());
    }

    /// What is read.
    ///
    /// @param first plan of the first rows, one more than `max`
    /// @param all plan of all rows
    public record Rows(StagedPlan first, StagedPlan all, long max) {}

    /// Figures of all rows where there are at most as many as asked, else of a part that lies all
    /// over the table, or of the first rows where the source cannot give one. Where the grant hides
    /// rows they are the first that it shows: how many the table has would follow from a part.
    public SourceAnswer.Profile run(
            Rows rows, Grant grant, Instant deadline, Function<TableName, CatalogTable> tables) {
        try (RequestScope scope = RequestScope.open(parts, grant.queryId())) {
            ReadContext context = scope.context(tables, null, deadline);
            Sample sample =
                    rows.all().leaves().size() == 1
                                    && grant.relations().stream()
                                            .noneMatch(GrantedRelation::hidesRows)
                            ? parts.source()
                                    .sample(
                                            rows.all().leaves().getFirst().read(),
                                            rows.max(),
                                            context)
                                    .orElse(null)
                            : null;
            if (sample == null || mayBeAll(sample, rows.max())) {
                SourceAnswer.Profile first = read(rows.first(), context, rows.max(), 1);
                if (sample == null || first.isWhole()) {
                    return first;
                }
            }
            SourceAnswer.Profile part =
                    read(
                            rows.all(),
                            scope.context(tables, sample.split(), deadline),
                            rows.max(),
                            Math.max(1, Math.ceilDiv(sample.rows(), rows.max())));
            return new SourceAnswer.Profile(part.rows(), false, part.columns());
        }
    }

    /// Numbers of rows are estimates: one that is a little too high costs no figures.
    private static boolean mayBeAll(Sample sample, long rowsMax) {
        return sample.tableRows() <= rowsMax + rowsMax / 4;
    }

    private SourceAnswer.Profile read(
            StagedPlan plan, ReadContext context, long rowsMax, long stride) {
        try (ArrowReader reader = stages.open(plan, context)) {
            return TableProfiler.profile(reader, rowsMax, stride, () -> checkpoint(context));
        } catch (OutOfMemoryException e) {
            throw new TrawlException(
                    ErrorCode.MEMORY_LIMIT_EXCEEDED,
                    "a profile needs more memory than the source function has; look at fewer rows, or raise memoryBytesMax",
                    e);
        } catch (IOException e) {
            throw new TrawlException(
                    ErrorCode.SOURCE_FAILED, "reading from the source broke off", e);
        }
    }

    private void checkpoint(ReadContext context) {
        if (context.cancellation().isRequested()) {
            throw FragmentRun.cancelled();
        }
        if (!parts.clock().instant().isBefore(context.deadline())) {
            throw FragmentRun.late();
        }
    }
}

package dev.trawl.source.run;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
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

    /// @param plan of the rows of {@link TableProfiler#rows}
    /// @param rowsMax after which the rest is left
    public SourceAnswer.Profile run(
            StagedPlan plan,
            Grant grant,
            long rowsMax,
            Instant deadline,
            Function<TableName, CatalogTable> tables) {
        try (RequestScope scope = RequestScope.open(parts, grant.queryId())) {
            ReadContext context = scope.context(tables, null, deadline);
            try (ArrowReader reader = stages.open(plan, context)) {
                return TableProfiler.profile(reader, rowsMax, () -> checkpoint(context));
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

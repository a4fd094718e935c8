package dev.trawl.source.run;

import dev.trawl.arrow.EvenReader;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Allowance;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.SourceParts;
import dev.trawl.source.govern.StagedPlan;
import dev.trawl.source.output.Completions;
import dev.trawl.source.output.FragmentAudit;
import dev.trawl.source.output.OutputFolder;
import dev.trawl.source.output.RowsOutput;
import dev.trawl.source.output.VolumeCounts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Runs one fragment to its answer: an earlier run's if there is one; recorded before it is given.
public final class FragmentRun {
    private final SourceParts parts;
    private final Stages stages;
    private final Completions completions;
    private final FragmentAudit audit;
    private final VolumeCounts volumes;

    public FragmentRun(SourceParts parts) {
        this.parts = parts;
        this.stages = new Stages(parts.source(), parts.local(), parts.keys());
        this.completions = new Completions(parts.results());
        this.audit = new FragmentAudit(parts.audit());
        this.volumes = new VolumeCounts(parts.state(), parts.clock());
    }

    /// One try at a fragment.
    public record Attempt(String id, Instant started) {}

    public SourceAnswer.Rows run(
            SourceRequest.Execute request,
            Grant grant,
            StagedPlan plan,
            Instant deadline,
            Function<TableName, CatalogTable> tables) {
        OutputFolder folder = OutputFolder.of(request, grant);
        if (!folder.bucket().equals(parts.results().bucket())) {
            throw new TrawlException(
                    ErrorCode.GRANT_INVALID, "the grant's write prefix is in another bucket");
        }
        Attempt attempt = new Attempt(parts.ids().get(), parts.clock().instant());
        try {
            SourceAnswer.Rows rows =
                    rows(request, grant, plan, deadline, tables, folder, attempt.id());
            record(request, grant, attempt, rows, null);
            return rows;
        } catch (RuntimeException e) {
            recordFailure(request, grant, attempt, e);
            throw e;
        }
    }

    /// Records a fragment that gave nothing; `because` is what its caller will see.
    public void recordFailure(
            SourceRequest.Execute request, Grant grant, Attempt attempt, RuntimeException because) {
        ErrorCode code = because instanceof TrawlException e ? e.code() : ErrorCode.INTERNAL;
        try {
            record(request, grant, attempt, null, code);
        } catch (TrawlException unrecorded) {
            because.addSuppressed(unrecorded);
        }
    }

    private SourceAnswer.Rows rows(
            SourceRequest.Execute request,
            Grant grant,
            StagedPlan plan,
            Instant deadline,
            Function<TableName, CatalogTable> tables,
            OutputFolder folder,
            String attempt) {
        Optional<SourceAnswer.Rows> earlier =
                request.isFirst() ? Optional.empty() : completions.find(folder);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        try (RequestScope scope =
                RequestScope.open(
                        parts,
                        grant.queryId(),
                        request.isFirst()
                                ? StoredCancellation.FirstLook.LATER
                                : StoredCancellation.FirstLook.AT_ONCE)) {
            ReadContext context = scope.context(tables, request.split(), deadline);
            RowsOutput output =
                    new RowsOutput(
                            parts.results(),
                            folder,
                            attempt,
                            Math.min(request.inlineBytesMax(), parts.settings().inlineBytesMax()),
                            parts.settings(),
                            leaving(request, grant),
                            context.allocator());
            SourceAnswer.Rows rows = write(request, plan, grant, context, output);
            return rows.parts().isEmpty() ? rows : completions.commit(folder, rows);
        }
    }

    private RowsOutput.Leaving leaving(SourceRequest.Execute request, Grant grant) {
        List<Allowance> allowances = VolumeCounts.allowances(request.fragment(), grant);
        return (rows, bytes) -> volumes.take(grant, allowances, rows, bytes);
    }

    private SourceAnswer.Rows write(
            SourceRequest.Execute request,
            StagedPlan plan,
            Grant grant,
            ReadContext context,
            RowsOutput output) {
        Instant start = parts.clock().instant();
        List<String> steps = Steps.of(plan, grant);
        try (output;
                ArrowReader reader = stages.open(plan, context)) {
            List<Field> fields = request.fragment().fields();
            Runnable checkpoint = () -> checkpoint(context);
            RowsOutput.Finished finished =
                    (rows, bytes) ->
                            new SourceAnswer.Statistics(rows, bytes, microsSince(start), steps);
            if (grant.relations().stream().noneMatch(GrantedRelation::hidesRows)) {
                return output.write(reader, fields, checkpoint, finished);
            }
            try (ArrowReader even = new EvenReader(reader, checkpoint, context.allocator())) {
                return output.write(even, fields, checkpoint, finished);
            }
        } catch (OutOfMemoryException e) {
            throw new TrawlException(
                    ErrorCode.MEMORY_LIMIT_EXCEEDED,
                    "a fragment needs more memory than the source function has; filter or aggregate"
                            + " more, or raise memoryBytesMax",
                    e);
        } catch (IOException e) {
            throw new TrawlException(
                    ErrorCode.SOURCE_FAILED, "reading from the source broke off", e);
        }
    }

    private long microsSince(Instant start) {
        return Duration.between(start, parts.clock().instant()).toNanos() / 1_000;
    }

    private void checkpoint(ReadContext context) {
        if (context.cancellation().isRequested()) {
            throw cancelled();
        }
        if (!parts.clock().instant().isBefore(context.deadline())) {
            throw late();
        }
    }

    /// The error of a query that its owner ended.
    public static TrawlException cancelled() {
        return new TrawlException(ErrorCode.CANCELLED, "the query was cancelled");
    }

    /// The error of work that its deadline ended.
    public static TrawlException late() {
        return new TrawlException(
                ErrorCode.TIME_LIMIT_EXCEEDED,
                "the source did not finish before the deadline; filter or aggregate more, or allow more time");
    }

    private void record(
            SourceRequest.Execute request,
            Grant grant,
            Attempt attempt,
            SourceAnswer.@Nullable Rows rows,
            @Nullable ErrorCode code) {
        audit.write(
                grant,
                new FragmentAudit.Entry(
                        "execute",
                        attempt.started(),
                        parts.clock().instant(),
                        attempt.id(),
                        request.fragment(),
                        rows == null ? 0 : rows.statistics().rows(),
                        rows == null ? 0 : rows.statistics().bytes(),
                        code));
    }
}

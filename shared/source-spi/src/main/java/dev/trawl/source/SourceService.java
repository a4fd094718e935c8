package dev.trawl.source;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.classify.TableProfiler;
import dev.trawl.source.govern.AggregateGuard;
import dev.trawl.source.govern.FragmentCheck;
import dev.trawl.source.govern.StageSplit;
import dev.trawl.source.govern.StagedPlan;
import dev.trawl.source.output.FragmentAudit;
import dev.trawl.source.output.VolumeCounts;
import dev.trawl.source.run.ExplainedSteps;
import dev.trawl.source.run.FragmentRun;
import dev.trawl.source.run.ProfileRun;
import dev.trawl.source.run.RequestScope;
import dev.trawl.source.write.WriteRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Answers every request to a source function: nothing is read but what a verified grant shows, and
/// nothing leaves but governed rows (DESIGN 3 and 3a). Thread-safe.
public final class SourceService {
    private static final Capabilities NOTHING = _ -> false;

    private final SourceParts parts;
    private final FragmentRun runs;
    private final ProfileRun profiles;
    private final FragmentAudit audit;

    public SourceService(SourceParts parts) {
        this.parts = parts;
        this.runs = new FragmentRun(parts);
        this.profiles = new ProfileRun(parts);
        this.audit = new FragmentAudit(parts.audit());
    }

    /// @param latest when work must end, whatever the request says
    /// @param verified told of the grant, once it is verified
    /// @throws TrawlException for every request that ends without an answer
    public SourceAnswer answer(SourceRequest request, Instant latest, Consumer<Grant> verified) {
        Grant grant = parts.grants().verify(request.grant());
        verified.accept(grant);
        return switch (request) {
            case SourceRequest.Execute execute ->
                    execute(execute, grant, deadline(execute.deadline(), latest));
            case SourceRequest.PlanSplits splits ->
                    splits(splits, grant, deadline(splits.deadline(), latest));
            case SourceRequest.Explain explain ->
                    new SourceAnswer.Explanation(
                            new ExplainedSteps(parts.source().capabilities(), parts.source()::text)
                                    .of(
                                            plan(explain.fragment(), grant, explain.pushdown()),
                                            grant));
            case SourceRequest.Discover discover ->
                    discover(grant, deadline(discover.deadline(), latest));
            case SourceRequest.Profile profile ->
                    profile(profile, grant, deadline(profile.deadline(), latest));
            case SourceRequest.Write write ->
                    write(write, grant, deadline(write.deadline(), latest));
        };
    }

    private SourceAnswer execute(SourceRequest.Execute request, Grant grant, Instant deadline) {
        StagedPlan plan = checked(request, grant);
        return runs.run(request, grant, plan, deadline, tables(grant)::require);
    }

    /// Fragments that ask for too much are recorded like those that run.
    private StagedPlan checked(SourceRequest.Execute request, Grant grant) {
        try {
            if (request.split() != null && request.split().startsWith(Sample.ONLY)) {
                throw new TrawlException(
                        ErrorCode.INVALID_REQUEST, "a fragment is not asked of a sample");
            }
            if (request.split() != null && isInOnePiece(request.fragment(), grant)) {
                throw new TrawlException(
                        ErrorCode.GRANT_EXCEEDED,
                        "a table that may only be aggregated, or of which rows are hidden and others"
                                + " counted or limited, is read in one piece; nothing was read");
            }
            return plan(request.fragment(), grant, request.pushdown());
        } catch (TrawlException e) {
            runs.recordFailure(
                    request,
                    grant,
                    new FragmentRun.Attempt(parts.ids().get(), parts.clock().instant()),
                    e);
            throw e;
        }
    }

    /// Groups are counted whole. How many rows splits hand out follows from how many there are, and
    /// that from hidden rows; so does whether one of them is above a limit that somebody set.
    private boolean isInOnePiece(Relation fragment, Grant grant) {
        boolean isBounded =
                parts.settings().isTightened()
                        || !VolumeCounts.allowances(fragment, grant).isEmpty();
        return AggregateGuard.concerns(fragment, grant)
                || isBounded && grant.relations().stream().anyMatch(GrantedRelation::hidesRows);
    }

    private SourceAnswer splits(SourceRequest.PlanSplits request, Grant grant, Instant deadline) {
        if (request.splitsMax() < 1 || request.splitsMax() > parts.settings().splitsMax()) {
            throw new TrawlException(
                    ErrorCode.SPLITS_LIMIT_EXCEEDED,
                    "a table is cut into 1 to %d splits, not %d"
                            .formatted(parts.settings().splitsMax(), request.splitsMax()));
        }
        if (isInOnePiece(request.fragment(), grant)) {
            // One split, which callers run as the whole.
            return new SourceAnswer.Splits(List.of(new SourceAnswer.Split("whole", 0)), "");
        }
        StagedPlan plan = plan(request.fragment(), grant, SourceRequest.Pushdown.FULL);
        if (plan.leaves().size() != 1) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "only a fragment over one table can be cut");
        }
        try (RequestScope scope = RequestScope.open(parts, grant.queryId())) {
            return parts.source()
                    .splits(
                            plan.leaves().getFirst().read(),
                            request.splitsMax(),
                            scope.context(tables(grant)::require, null, deadline));
        }
    }

    private SourceAnswer discover(Grant grant, Instant deadline) {
        require(grant, Set.of(Action.SCAN), "discovery");
        Instant start = parts.clock().instant();
        List<SourceAnswer.DiscoveredTable> tables = parts.source().discover(deadline);
        if (tables.size() > parts.settings().tablesMax()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "the source has more than %d tables; name the schemas to scan or raise tablesMax"
                            .formatted(parts.settings().tablesMax()));
        }
        audit.write(
                grant,
                new FragmentAudit.Entry(
                        "discover",
                        start,
                        parts.clock().instant(),
                        parts.ids().get(),
                        null,
                        0,
                        0,
                        null));
        return new SourceAnswer.Tables(tables);
    }

    /// Refusals are recorded like what was written.
    private SourceAnswer write(SourceRequest.Write request, Grant grant, Instant deadline) {
        Instant start = parts.clock().instant();
        try (RequestScope scope = RequestScope.open(parts, grant.queryId())) {
            SourceAnswer.Written written =
                    new WriteRun(parts.source(), parts.results(), parts.settings().splitsMax())
                            .run(
                                    request,
                                    grant,
                                    tables(grant).require(request.table()),
                                    scope.context(tables(grant)::require, null, deadline));
            recordWrite(grant, start, written.isRepeat() ? 0 : written.rows(), null);
            return written;
        } catch (TrawlException e) {
            recordWrite(grant, start, 0, e.code());
            throw e;
        }
    }

    private void recordWrite(Grant grant, Instant start, long rows, @Nullable ErrorCode code) {
        audit.write(
                grant,
                new FragmentAudit.Entry(
                        "write",
                        start,
                        parts.clock().instant(),
                        parts.ids().get(),
                        null,
                        rows,
                        0,
                        code));
    }

    private SourceAnswer profile(SourceRequest.Profile request, Grant grant, Instant deadline) {
        require(grant, Set.of(Action.SCAN), "a profile");
        Instant start = parts.clock().instant();
        Relation.Limit rows = TableProfiler.rows(request, grant, parts.settings().rowsMax());
        SourceAnswer.Profile profile =
                profiles.run(
                        new ProfileRun.Rows(
                                staged(rows, grant, SourceRequest.Pushdown.FULL),
                                staged(rows.input(), grant, SourceRequest.Pushdown.FULL),
                                request.rowsMax()),
                        grant,
                        deadline,
                        tables(grant)::require);
        audit.write(
                grant,
                new FragmentAudit.Entry(
                        "profile",
                        start,
                        parts.clock().instant(),
                        parts.ids().get(),
                        rows,
                        profile.rows(),
                        0,
                        null));
        return profile;
    }

    /// A grant to scan gives figures, never rows.
    private StagedPlan plan(Relation fragment, Grant grant, SourceRequest.Pushdown pushdown) {
        require(grant, Set.of(Action.READ, Action.EXPORT), "a fragment");
        return staged(fragment, grant, pushdown);
    }

    private StagedPlan staged(Relation fragment, Grant grant, SourceRequest.Pushdown pushdown) {
        parts.settings().plan().check(fragment);
        FragmentCheck.check(fragment, grant);
        AggregateGuard.Guarded guarded = AggregateGuard.apply(fragment, grant);
        Capabilities capabilities =
                switch (pushdown) {
                    case FULL -> parts.source().capabilities();
                    case NONE -> NOTHING;
                };
        return StageSplit.split(
                guarded.fragment(), guarded.grant(), tables(grant)::require, capabilities);
    }

    private Tables tables(Grant grant) {
        return new Tables(parts.snapshots().load(grant.catalogHash()));
    }

    private record Tables(CatalogSnapshot snapshot) {
        dev.trawl.catalog.CatalogTable require(TableName name) {
            return snapshot.table(name)
                    .orElseThrow(() ->
                            new TrawlException(
                                    ErrorCode.GRANT_INVALID,
                                    "the grant's catalog has no table " + name));
        }
    }

    private static void require(Grant grant, Set<Action> actions, String what) {
        if (!actions.contains(grant.action())) {
            throw new TrawlException(
                    ErrorCode.GRANT_EXCEEDED,
                    "a grant to %s allows no %s".formatted(grant.action().text(), what));
        }
    }

    private Instant deadline(Instant asked, Instant latest) {
        Instant now = parts.clock().instant();
        if (!now.isBefore(asked)) {
            throw FragmentRun.late();
        }
        return Stream.of(asked, latest, now.plus(parts.settings().runtimeMax()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}

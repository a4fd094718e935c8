package dev.trawl.query;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import dev.trawl.query.api.QueryRequest;
import dev.trawl.query.deliver.Delivery;
import dev.trawl.query.execute.Baton;
import dev.trawl.query.execute.RenewingGrants;
import dev.trawl.query.execute.Run;
import dev.trawl.query.execute.Watch;
import dev.trawl.query.execute.Work;
import dev.trawl.query.explain.Analysis;
import dev.trawl.query.explain.Explanation;
import dev.trawl.query.record.AccessRecord;
import dev.trawl.query.record.Places;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.record.QueryStates;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// Runs a query to tell what it did. It takes a place, is recorded and bounded as every query is,
/// and ends when its caller waits no longer; its rows are not given out. Thread-safe.
final class AnalyzedRun {
    private static final HttpResponse NO_ROWS = HttpResponse.json(200, "{}");

    private final Services services;

    AnalyzedRun(Services services) {
        this.services = services;
    }

    /// @param prepared whose access is recorded
    Explanation of(
            Preparation.Prepared prepared,
            QueryRequest request,
            Caller caller,
            Function<Preparation.Prepared, Explanation> explanation) {
        Instant until = services.clock().instant().plus(request.waitTime());
        Places.Place place =
                services.places().take(caller.principal(), prepared.work().queryId(), until);
        try {
            return explained(prepared, explanation)
                    .with(analysis(prepared, bounded(prepared.work(), until)));
        } finally {
            free(place);
        }
    }

    private Explanation explained(
            Preparation.Prepared prepared,
            Function<Preparation.Prepared, Explanation> explanation) {
        try {
            return explanation.apply(prepared);
        } catch (RuntimeException e) {
            Work work = prepared.work();
            services.endings()
                    .abandon(
                            work.queryId(),
                            work.submission(),
                            AccessRecord.written(services.audit()),
                            e);
            throw e;
        }
    }

    private Analysis analysis(Preparation.Prepared prepared, Work work) {
        AtomicReference<Analysis> analysis = new AtomicReference<>();
        RenewingGrants grants =
                new RenewingGrants(work, prepared.decision(), services.policy(), services.clock());
        Run run =
                new Run(
                        work,
                        grants,
                        prepared.catalog(),
                        new Watch(services.clock(), work.submission().deadline(), () -> false));
        services.lineage().started(work, prepared.access(), prepared.plan());
        services.runner()
                .run(
                        new Runner.Task(
                                work,
                                grants,
                                prepared.catalog(),
                                new Baton(),
                                QueryStates.Written.NOTHING,
                                AccessRecord.written(services.audit()),
                                (answer, summary) -> {
                                    analysis.set(Analysis.of(run, answer, summary));
                                    return new Delivery(NO_ROWS, List.of());
                                }));
        return analysis.get();
    }

    private static Work bounded(Work work, Instant until) {
        QueryState.Submission asked = work.submission();
        Instant deadline = asked.deadline().isBefore(until) ? asked.deadline() : until;
        return work.with(new QueryState.Submission(asked.owner(), asked.submitted(), deadline));
    }

    /// A place that cannot be given back is free at its end.
    private void free(Places.Place place) {
        try {
            services.places().free(place);
        } catch (TrawlException _) {
            // The explanation is as good without it.
        }
    }
}

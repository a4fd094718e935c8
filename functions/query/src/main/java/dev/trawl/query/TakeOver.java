package dev.trawl.query;

import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.Invocation;
import dev.trawl.query.deliver.Deliverer;
import dev.trawl.query.deliver.MediaType;
import dev.trawl.query.execute.Baton;
import dev.trawl.query.execute.RenewingGrants;
import dev.trawl.query.execute.Work;
import dev.trawl.query.record.AccessRecord;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.record.QueryStates;

/// The executor: goes on with work that a front left. A message that comes twice, or after the
/// query has ended, does nothing. Thread-safe.
final class TakeOver {
    private final Services services;
    private final Handover handover;
    private final Snapshots snapshots;

    TakeOver(Services services, Handover handover, Snapshots snapshots) {
        this.services = services;
        this.handover = handover;
        this.snapshots = snapshots;
    }

    /// Runs the work to its recorded end and repeats the reference.
    Handover.Reference run(Handover.Reference reference, Invocation invocation) {
        invocation.query(reference.queryId());
        services.states()
                .find(reference.queryId())
                .ifPresent(state -> run(reference, state, invocation));
        return reference;
    }

    /// The place is given back also where the query was cancelled before it came here.
    private void run(Handover.Reference reference, QueryState state, Invocation invocation) {
        try {
            if (state instanceof QueryState.Running) {
                services.runner().run(task(handover.load(reference), invocation));
            }
        } finally {
            services.places().free(state.submission().owner(), reference.queryId());
        }
    }

    private Runner.Task task(Work work, Invocation invocation) {
        return new Runner.Task(
                work,
                new RenewingGrants(work, null, services.policy(), services.clock()),
                snapshots.load(work.catalogHash()),
                new Baton(),
                QueryStates.Written.UNKNOWN,
                AccessRecord.written(services.audit()),
                (answer, summary) -> {
                    Measures.of(summary, invocation);
                    services.lineage().note(invocation);
                    return services.deliverer()
                            .deliver(
                                    work.queryId(),
                                    summary,
                                    answer.chunks(),
                                    MediaType.ARROW,
                                    Deliverer.Keep.ALWAYS);
                });
    }
}

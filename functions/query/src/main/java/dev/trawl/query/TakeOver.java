package dev.trawl.query;

import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.Invocation;
import dev.trawl.query.deliver.Deliverer;
import dev.trawl.query.deliver.MediaType;
import dev.trawl.query.execute.Baton;
import dev.trawl.query.execute.RenewingGrants;
import dev.trawl.query.execute.Work;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.record.QueryStates;
import java.util.Optional;

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
        Optional<QueryState> state = services.states().find(reference.queryId());
        if (state.isPresent() && state.get() instanceof QueryState.Running) {
            Work work = handover.load(reference);
            try {
                services.runner().run(task(work, invocation));
            } finally {
                services.places().free(work.submission().owner(), work.queryId());
            }
        }
        return reference;
    }

    private Runner.Task task(Work work, Invocation invocation) {
        return new Runner.Task(
                work,
                new RenewingGrants(work, null, services.policy(), services.clock()),
                snapshots.load(work.catalogHash()),
                new Baton(),
                QueryStates.Written.UNKNOWN,
                () -> {},
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

package dev.trawl.query;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.deliver.Delivery;
import dev.trawl.query.execute.Answer;
import dev.trawl.query.execute.Baton;
import dev.trawl.query.execute.Execution;
import dev.trawl.query.execute.Grants;
import dev.trawl.query.execute.Run;
import dev.trawl.query.execute.Steps;
import dev.trawl.query.execute.Watch;
import dev.trawl.query.execute.Work;
import dev.trawl.query.openlineage.OpenLineage;
import dev.trawl.query.record.AccessRecord;
import dev.trawl.query.record.Endings;
import dev.trawl.query.record.Prices;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.record.QueryStates;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiFunction;

/// Runs work from its first fragment to its recorded end. Thread-safe.
final class Runner {
    private static final long MEGABYTES_PER_GIGABYTE = 1_024;

    private final Execution execution;
    private final QueryStates states;
    private final Endings endings;
    private final OpenLineage lineage;
    private final Prices prices;
    private final long memoryMegabytes;
    private final Clock clock;

    /// @param memoryMegabytes of this function and, for estimates, of each source function
    Runner(
            Execution execution,
            QueryStates states,
            Endings endings,
            OpenLineage lineage,
            Prices prices,
            long memoryMegabytes,
            Clock clock) {
        this.execution = execution;
        this.states = states;
        this.endings = endings;
        this.lineage = lineage;
        this.prices = prices;
        this.memoryMegabytes = memoryMegabytes;
        this.clock = clock;
    }

    /// One query to run.
    ///
    /// @param written what stands of the query in the table of states
    /// @param access the access event, which is safe before anything is published
    /// @param delivery from the answer to what its reader gets
    record Task(
            Work work,
            Grants grants,
            CatalogSnapshot catalog,
            Baton baton,
            QueryStates.Written written,
            AccessRecord access,
            BiFunction<Answer, QueryState.Summary, Delivery> delivery) {}

    /// @throws TrawlException how the query failed, recorded as its end unless it was handed over
    Delivery run(Task task) {
        Work work = task.work();
        try {
            Answer answer =
                    execution.run(
                            new Run(
                                    work,
                                    task.grants(),
                                    task.catalog(),
                                    watch(task),
                                    task.written() != QueryStates.Written.UNKNOWN));
            QueryState.Summary summary = summary(work, answer);
            Delivery delivery = task.delivery().apply(answer, summary);
            if (!task.baton().end()) {
                throw handedOver();
            }
            endings.succeed(
                    work.queryId(),
                    work.submission(),
                    summary,
                    delivery.parts(),
                    task.written(),
                    task.access());
            lineage.completed(work, summary);
            return delivery;
        } catch (RuntimeException e) {
            if (task.baton().end()) {
                endings.abandon(work.queryId(), work.submission(), task.access(), e);
                lineage.failed(work, e);
            }
            throw e;
        }
    }

    private Watch watch(Task task) {
        Work work = task.work();
        return new Watch(
                clock,
                work.submission().deadline(),
                () -> task.baton().isGone() || states.isCancelled(work.queryId()),
                new Steps(progress -> states.tell(work.queryId(), progress), clock));
    }

    private QueryState.Summary summary(Work work, Answer answer) {
        long own = Duration.between(work.submission().submitted(), clock.instant()).toMillis();
        long sources = answer.fragments().stream().mapToLong(f -> f.millis()).sum();
        return new QueryState.Summary(
                answer.columns(),
                answer.rows(),
                work.policies(),
                answer.fragments(),
                prices.cost(
                        own,
                        (own + sources) * memoryMegabytes / MEGABYTES_PER_GIGABYTE,
                        2L + answer.fragments().size(),
                        2),
                work.lineage());
    }

    private static TrawlException handedOver() {
        return new TrawlException(ErrorCode.CANCELLED, "the executor goes on with the query");
    }
}

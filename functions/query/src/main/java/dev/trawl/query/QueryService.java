package dev.trawl.query;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Metric;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import dev.trawl.query.api.QueryRequest;
import dev.trawl.query.deliver.Deliverer;
import dev.trawl.query.deliver.Delivery;
import dev.trawl.query.execute.Baton;
import dev.trawl.query.execute.RenewingGrants;
import dev.trawl.query.record.AccessEvents;
import dev.trawl.query.record.AccessRecord;
import dev.trawl.query.record.Claim;
import dev.trawl.query.record.Places;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.record.QueryStates;
import dev.trawl.query.record.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Answers `POST /v1/query`: runs a query as long as its caller waits, then leaves it to the
/// executor. Thread-safe.
final class QueryService {
    private static final int ACCEPTED = 202;

    /// How long the event that begins a query may wait for the one that ends it.
    private static final Duration HELD_MAX = Duration.ofMillis(200);

    private final Services services;
    private final Preparation preparation;
    private final Handover handover;
    private final StateService states;
    private final QueryIds ids;
    private final ExecutorService threads;

    /// @param threads virtual ones; whoever made them ends them
    QueryService(
            Services services,
            Preparation preparation,
            Handover handover,
            StateService states,
            QueryIds ids,
            ExecutorService threads) {
        this.services = services;
        this.preparation = preparation;
        this.handover = handover;
        this.states = states;
        this.ids = ids;
        this.threads = threads;
    }

    HttpResponse submit(QueryRequest request, Caller caller, Invocation invocation) {
        Instant until = services.clock().instant().plus(request.waitTime());
        Caller.Job job = caller.job();
        String queryId = job == null ? ids.next() : job.queryId();
        Claim claim = null;
        if (request.idempotencyKey() != null) {
            claim = claim(request.idempotencyKey(), request, caller, queryId);
            if (!claim.queryId().equals(queryId)) {
                invocation.query(claim.queryId());
                Optional<HttpResponse> earlier =
                        states.repeated(claim.queryId(), caller, request.mediaType());
                if (earlier.isPresent()) {
                    return earlier.get();
                }
                claim = services.states().takeOver(claim, queryId);
            }
        }
        invocation.query(queryId);
        Places.Place place = place(caller, queryId);
        try {
            HttpResponse response =
                    run(request, caller, invocation, new Named(queryId, claim), until);
            if (response.status() == ACCEPTED) {
                invocation.measure(Metric.HANDED_OVER, 1);
            } else {
                free(place);
            }
            return response;
        } catch (RuntimeException e) {
            free(place);
            throw e;
        }
    }

    /// Work of the fleet's own jobs has bounds of its own.
    private Places.Place place(Caller caller, String queryId) {
        return caller.job() != null
                ? Places.Place.NONE
                : services.places()
                        .take(
                                caller.principal(),
                                queryId,
                                services.clock().instant().plus(services.limits().timeMax()));
    }

    /// A place that cannot be given back is free at the query's deadline.
    private void free(Places.Place place) {
        try {
            services.places().free(place);
        } catch (TrawlException _) {
            // The answer is as good without it.
        }
    }

    /// @param claim under which the query runs, if its caller named it
    private record Named(String queryId, @Nullable Claim claim) {}

    private HttpResponse run(
            QueryRequest request,
            Caller caller,
            Invocation invocation,
            Named named,
            Instant until) {
        String queryId = named.queryId();
        Claim claim = named.claim();
        long plansMade = services.authorizer().plansMade();
        Preparation.Prepared prepared =
                preparation.prepare(
                        request,
                        caller,
                        new AccessEvents.Asked(
                                queryId,
                                caller.principal(),
                                request.purpose(),
                                invocation.traceId(),
                                "read",
                                request.sql(),
                                caller.job() == null ? null : caller.job().destination(),
                                caller.job() == null ? null : caller.job().name()));
        invocation.measure(Metric.PLANS_MADE, services.authorizer().plansMade() - plansMade);
        // A query that nobody else can name begins in the table when it is named to somebody.
        boolean isNamed = claim != null || caller.job() != null;
        AccessRecord access = AccessRecord.held(services.audit(), prepared.access());
        if (isNamed) {
            begin(prepared, access, claim);
        }
        try {
            return begun(request, prepared, access, isNamed, invocation, until);
        } catch (RuntimeException e) {
            services.endings().abandon(queryId, prepared.work().submission(), access, e);
            throw e;
        }
    }

    /// What does not begin here is not ended from here: a job's query may run elsewhere under the
    /// same id. Under a claim the id is new, so that nobody else runs it.
    private void begin(Preparation.Prepared prepared, AccessRecord access, @Nullable Claim claim) {
        String queryId = prepared.work().queryId();
        QueryState.Submission submission = prepared.work().submission();
        boolean isBegun;
        try {
            isBegun = services.states().begin(queryId, submission, claim);
        } catch (RuntimeException e) {
            if (claim != null) {
                services.endings().abandon(queryId, submission, access, e);
            }
            throw e;
        }
        if (!isBegun) {
            throw QueryStates.alreadyRunning();
        }
    }

    private HttpResponse handOver(
            Preparation.Prepared prepared, AccessRecord access, boolean isNamed) {
        access.write();
        if (!isNamed) {
            begin(prepared, access, null);
        }
        return handover.give(prepared.work());
    }

    private HttpResponse begun(
            QueryRequest request,
            Preparation.Prepared prepared,
            AccessRecord access,
            boolean isNamed,
            Invocation invocation,
            Instant until) {
        services.lineage().started(prepared.work(), prepared.access(), prepared.plan());
        if (!services.clock().instant().isBefore(until)) {
            return handOver(prepared, access, isNamed);
        }
        Baton baton = new Baton();
        Future<Delivery> answer =
                threads.submit(() ->
                        services.runner()
                                .run(task(request, prepared, access, isNamed, baton, invocation)));
        return waitFor(answer, prepared, access, isNamed, baton, until);
    }

    private HttpResponse waitFor(
            Future<Delivery> answer,
            Preparation.Prepared prepared,
            AccessRecord access,
            boolean isNamed,
            Baton baton,
            Instant until) {
        try {
            if (!endsSoon(answer, until)) {
                tell(access, answer, baton);
            }
            long millis = Duration.between(services.clock().instant(), until).toMillis();
            return answer.get(Math.max(1, millis), TimeUnit.MILLISECONDS).response();
        } catch (TimeoutException e) {
            if (!baton.handOver()) {
                return await(answer).response();
            }
            answer.cancel(true);
            return handOver(prepared, access, isNamed);
        } catch (ExecutionException e) {
            throw coded(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// Writes the begin while the query goes on. Without it the query ends, unless it ended
    /// meanwhile.
    private static void tell(AccessRecord access, Future<Delivery> answer, Baton baton) {
        try {
            access.write();
        } catch (TrawlException e) {
            if (baton.handOver()) {
                answer.cancel(true);
                throw e;
            }
        }
    }

    /// Whether it has ended, one way or the other, before its begin must be told.
    private boolean endsSoon(Future<Delivery> answer, Instant until)
            throws InterruptedException, ExecutionException {
        long left = Duration.between(services.clock().instant(), until).toMillis();
        try {
            answer.get(Math.clamp(left, 1, HELD_MAX.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private Runner.Task task(
            QueryRequest request,
            Preparation.Prepared prepared,
            AccessRecord access,
            boolean isNamed,
            Baton baton,
            Invocation invocation) {
        String queryId = prepared.work().queryId();
        Deliverer.Keep keep =
                request.idempotencyKey() == null
                        ? Deliverer.Keep.WHEN_LARGE
                        : Deliverer.Keep.ALWAYS;
        return new Runner.Task(
                prepared.work(),
                new RenewingGrants(
                        prepared.work(), prepared.decision(), services.policy(), services.clock()),
                prepared.catalog(),
                baton,
                isNamed ? QueryStates.Written.RUNNING : QueryStates.Written.NOTHING,
                access,
                (answer, summary) -> {
                    Measures.of(summary, invocation);
                    services.lineage().note(invocation);
                    return services.deliverer()
                            .deliver(queryId, summary, answer.chunks(), request.mediaType(), keep);
                });
    }

    private Claim claim(String key, QueryRequest request, Caller caller, String queryId) {
        return services.states()
                .claim(
                        Sha256.of(caller.principal() + "\n" + key),
                        Sha256.of(
                                request.purpose()
                                        + "\n"
                                        + request.sql()
                                        + request.parameters().canonicalText()),
                        queryId);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw coded(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RuntimeException coded(ExecutionException error) {
        return error.getCause() instanceof RuntimeException known
                ? known
                : new IllegalStateException("a task of the query failed", error);
    }

    private static TrawlException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new TrawlException(ErrorCode.CANCELLED, "the query was interrupted", cause);
    }
}

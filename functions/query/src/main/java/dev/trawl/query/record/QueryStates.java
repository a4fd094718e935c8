package dev.trawl.query.record;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// States of queries in the item table: partition `query#<id>`, sort keys `state`, `cancel` and
/// `progress`. Thread-safe.
public final class QueryStates {
    private final ItemTable items;
    private final Clock clock;
    private final Duration retention;

    public QueryStates(ItemTable items, Clock clock, Duration retention) {
        this.items = items;
        this.clock = clock;
        this.retention = retention;
    }

    /// What stands in the table of a query that is about to end.
    public enum Written {
        /// Nothing yet: nobody but who runs it knows of the query.
        NOTHING,
        /// That it runs, as it was begun here.
        RUNNING,
        /// Who runs it does not know.
        UNKNOWN
    }

    /// Begins a query; false if there is one of that id, or if the claim is another's by now.
    ///
    /// @param claim under which it runs, if it has a name of the caller's
    public boolean begin(String queryId, QueryState.Submission submission, @Nullable Claim claim) {
        QueryState running = new QueryState.Running(submission);
        return claim == null
                ? put(queryId, ItemTable.ABSENT, running)
                : items.putAll(
                        List.of(
                                new ItemTable.Write(
                                        claim.item(), claim.version(), claim.toJson(), expiry()),
                                new ItemTable.Write(
                                        state(queryId),
                                        ItemTable.ABSENT,
                                        QueryStateCodec.toJson(running),
                                        expiry())));
    }

    /// Ends a query; false if it has ended before, as by cancelling: then this end is void. What is
    /// known to stand there saves the look.
    public boolean end(String queryId, QueryState ended, Written written) {
        return switch (written) {
            case NOTHING -> put(queryId, ItemTable.ABSENT, ended);
            case RUNNING -> put(queryId, ItemTable.ABSENT + 1, ended);
            case UNKNOWN -> {
                Optional<ItemTable.Item> item = items.find(state(queryId));
                yield item.isEmpty()
                        ? put(queryId, ItemTable.ABSENT, ended)
                        : isRunning(item.get()) && put(queryId, item.get().version(), ended);
            }
        };
    }

    /// Takes back that a query succeeded, when its end could not be recorded.
    public void takeBack(String queryId, QueryState.Failed failed) {
        Optional<ItemTable.Item> item = items.find(state(queryId));
        if (item.isPresent() && !isRunning(item.get())) {
            put(queryId, item.get().version(), failed);
        }
    }

    private static boolean isRunning(ItemTable.Item item) {
        return QueryStateCodec.fromJson(item.document()) instanceof QueryState.Running;
    }

    public Optional<QueryState> find(String queryId) {
        return items.find(state(queryId)).map(item -> QueryStateCodec.fromJson(item.document()));
    }

    /// @throws TrawlException NOT_FOUND, the same whether there is no such query or another's
    public QueryState load(String queryId, String owner) {
        return find(queryId)
                .filter(state -> state.submission().owner().equals(owner))
                .orElseThrow(
                        () -> new TrawlException(ErrorCode.NOT_FOUND, "there is no such query"));
    }

    /// Asks whoever runs the query to stop, and ends it; false if it has ended before.
    public boolean cancel(String queryId, QueryState.Submission submission) {
        items.put(
                new ItemTable.Key(partition(queryId), "cancel"), ItemTable.ABSENT, "{}", expiry());
        return end(queryId, new QueryState.Cancelled(submission, clock.instant()), Written.UNKNOWN);
    }

    public boolean isCancelled(String queryId) {
        return items.find(new ItemTable.Key(partition(queryId), "cancel")).isPresent();
    }

    /// How far a query is; what stood there is replaced.
    public void tell(String queryId, QueryProgress progress) {
        ItemTable.Key key = progress(queryId);
        long version = items.find(key).map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
        items.put(key, version, progress.toJson(), expiry());
    }

    /// How far a query was when it was told of last; absent for short ones.
    public Optional<QueryProgress> findProgress(String queryId) {
        return items.find(progress(queryId)).map(item -> QueryProgress.parse(item.document()));
    }

    private static ItemTable.Key progress(String queryId) {
        return new ItemTable.Key(partition(queryId), "progress");
    }

    /// What a principal's key names: `queryId` if the key is new, else the query of earlier.
    ///
    /// @param request hash of what is asked
    /// @throws TrawlException CONFLICT if the key was used for another request
    public Claim claim(String key, String request, String queryId) {
        Claim own = new Claim(key, request, queryId, 1);
        if (items.put(own.item(), ItemTable.ABSENT, own.toJson(), expiry()).isPresent()) {
            return own;
        }
        Claim earlier =
                items.find(own.item())
                        .map(item -> Claim.of(key, item))
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.CONFLICT,
                                        "the Idempotency-Key has just expired; use another"));
        if (!earlier.request().equals(request)) {
            throw new TrawlException(
                    ErrorCode.CONFLICT, "the Idempotency-Key was used for another request");
        }
        return earlier;
    }

    /// Gives a key to another query, after the one that it names came to nothing.
    ///
    /// @throws TrawlException CONFLICT if somebody else was first
    public Claim takeOver(Claim claim, String queryId) {
        Claim next = new Claim(claim.key(), claim.request(), queryId, claim.version() + 1);
        if (items.put(next.item(), claim.version(), next.toJson(), expiry()).isEmpty()) {
            throw alreadyRunning();
        }
        return next;
    }

    public static TrawlException alreadyRunning() {
        return new TrawlException(
                ErrorCode.CONFLICT,
                "the same request is being answered at this moment; repeat it to get its answer");
    }

    private boolean put(String queryId, long expected, QueryState value) {
        return items.put(state(queryId), expected, QueryStateCodec.toJson(value), expiry())
                .isPresent();
    }

    private Instant expiry() {
        return clock.instant().plus(retention);
    }

    private static ItemTable.Key state(String queryId) {
        return new ItemTable.Key(partition(queryId), "state");
    }

    private static String partition(String queryId) {
        return "query#" + queryId;
    }
}

package dev.trawl.query.record;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// States of queries in the item table: partition `query#<id>`, sort keys `state` and `cancel`.
/// Thread-safe.
public final class QueryStates {
    private final ItemTable items;
    private final Clock clock;
    private final Duration retention;

    public QueryStates(ItemTable items, Clock clock, Duration retention) {
        this.items = items;
        this.clock = clock;
        this.retention = retention;
    }

    /// Begins a query.
    ///
    /// @throws TrawlException CONFLICT if there is one of that id
    public void begin(String queryId, QueryState.Submission submission) {
        if (!put(queryId, ItemTable.ABSENT, new QueryState.Running(submission))) {
            throw new TrawlException(ErrorCode.CONFLICT, "the query exists already");
        }
    }

    /// Ends a running query; false if it has ended before, as by cancelling: then this end is void.
    public boolean end(String queryId, QueryState ended) {
        Optional<ItemTable.Item> item = items.find(state(queryId));
        return item.isPresent()
                && QueryStateCodec.fromJson(item.get().document()) instanceof QueryState.Running
                && put(queryId, item.get().version(), ended);
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

    /// Asks whoever runs the query to stop, and ends it. Nothing happens if it has ended.
    public void cancel(String queryId, QueryState.Submission submission) {
        items.put(
                new ItemTable.Key(partition(queryId), "cancel"), ItemTable.ABSENT, "{}", expiry());
        end(queryId, new QueryState.Cancelled(submission, clock.instant()));
    }

    public boolean isCancelled(String queryId) {
        return items.find(new ItemTable.Key(partition(queryId), "cancel")).isPresent();
    }

    /// The query that a principal's key names: `queryId` if it is new, else the earlier one.
    ///
    /// @param request hash of what is asked
    /// @throws TrawlException CONFLICT if the key was used for another request
    public String claim(String key, String request, String queryId) {
        ItemTable.Key item = new ItemTable.Key("idempotency#" + key, "query");
        String document = claimJson(queryId, request);
        if (items.put(item, ItemTable.ABSENT, document, expiry()).isPresent()) {
            return queryId;
        }
        Claim earlier =
                items.find(item)
                        .map(i -> JsonReader.read(i.document(), JsonLimits.DEFAULT, Claim::read))
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.CONFLICT,
                                        "the Idempotency-Key has just expired; use another"));
        if (!earlier.request().equals(request)) {
            throw new TrawlException(
                    ErrorCode.CONFLICT, "the Idempotency-Key was used for another request");
        }
        return earlier.queryId();
    }

    private record Claim(String queryId, String request) {
        static Claim read(JsonReader in) {
            in.beginObject();
            Claim claim = new Claim(in.field("query").string(), in.field("request").string());
            in.endObject();
            return claim;
        }
    }

    private static String claimJson(String queryId, String request) {
        return JsonWriter.write(out ->
                out.object(o -> o.field("query").string(queryId).field("request").string(request)));
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

package dev.trawl.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Problems;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import dev.trawl.query.deliver.Deliverer;
import dev.trawl.query.deliver.MediaType;
import dev.trawl.query.deliver.Summaries;
import dev.trawl.query.execute.ChunkWriter;
import dev.trawl.query.record.Endings;
import dev.trawl.query.record.QueryProgress;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.record.QueryStates;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Tells owners how their queries stand, gives them results, and cancels. Thread-safe.
final class StateService {
    private static final JsonFactory JSON = new JsonFactory();

    /// How long after its deadline a query counts as running that nobody has ended.
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final QueryStates states;
    private final Endings endings;
    private final Deliverer deliverer;
    private final Clock clock;

    StateService(QueryStates states, Endings endings, Deliverer deliverer, Clock clock) {
        this.states = states;
        this.endings = endings;
        this.deliverer = deliverer;
        this.clock = clock;
    }

    HttpResponse state(String queryId, Caller caller) {
        QueryState state = load(queryId, caller);
        return HttpResponse.json(200, json(queryId, state)).with("x-trawl-query-id", queryId);
    }

    /// The answer of a query, or what there is instead of it.
    HttpResponse results(String queryId, Caller caller, MediaType type) {
        return switch (load(queryId, caller)) {
            case QueryState.Running _ -> Handover.running(queryId, states.findProgress(queryId));
            case QueryState.Succeeded succeeded when succeeded.parts().isEmpty() ->
                    problem(
                            queryId,
                            ErrorCode.NOT_FOUND,
                            "the result was in the answer to the request and was not kept; run the query again");
            case QueryState.Succeeded succeeded ->
                    deliverer.again(queryId, succeeded.summary(), succeeded.parts(), type);
            case QueryState.Failed failed -> problem(queryId, failed.code(), failed.message());
            case QueryState.Cancelled _ ->
                    problem(queryId, ErrorCode.CANCELLED, "the query was cancelled");
        };
    }

    /// What a repeated request gets: the answer of the query of before, unless that never began or
    /// ended by no fault of the request, so that it may run again.
    Optional<HttpResponse> repeated(String queryId, Caller caller, MediaType type) {
        return states.find(queryId)
                .map(this::withLoss)
                .flatMap(state ->
                        state instanceof QueryState.Failed failed && isWorthRepeating(failed.code())
                                ? Optional.empty()
                                : Optional.of(results(queryId, caller, type)));
    }

    private static boolean isWorthRepeating(ErrorCode code) {
        return switch (code.kind()) {
            case EXTERNAL, BUG -> true;
            case RESOURCES -> code == ErrorCode.THROTTLED;
            case USER -> false;
        };
    }

    private static HttpResponse problem(String queryId, ErrorCode code, String text) {
        return Problems.response(new TrawlException(code, text), queryId);
    }

    HttpResponse cancel(String queryId, Caller caller) {
        QueryState state = load(queryId, caller);
        endings.cancel(queryId, state.submission());
        return HttpResponse.empty(204).with("x-trawl-query-id", queryId);
    }

    private QueryState load(String queryId, Caller caller) {
        if (!QueryIds.isId(queryId)) {
            throw new TrawlException(ErrorCode.NOT_FOUND, "there is no such query");
        }
        return withLoss(states.load(queryId, caller.principal()));
    }

    /// A query that should have ended by now has lost whoever ran it.
    private QueryState withLoss(QueryState state) {
        boolean isLost =
                state instanceof QueryState.Running
                        && clock.instant().isAfter(state.submission().deadline().plus(GRACE));
        return isLost
                ? new QueryState.Failed(
                        state.submission(),
                        state.submission().deadline(),
                        ErrorCode.FUNCTION_FAILED,
                        "whoever ran the query did not come back; run it again")
                : state;
    }

    private String json(String queryId, QueryState state) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("queryId", queryId);
            json.writeStringField("submitted", state.submission().submitted().toString());
            switch (state) {
                case QueryState.Running _ -> {
                    json.writeStringField("state", "running");
                    Optional<QueryProgress> progress = states.findProgress(queryId);
                    if (progress.isPresent()) {
                        json.writeFieldName("progress");
                        json.writeRawValue(JsonWriter.write(progress.get()::write));
                    }
                }
                case QueryState.Succeeded succeeded -> {
                    json.writeStringField("state", "succeeded");
                    json.writeStringField("ended", succeeded.ended().toString());
                    if (!succeeded.parts().isEmpty()) {
                        json.writeStringField("results", "/v1/queries/" + queryId + "/results");
                    }
                    Summaries.write(json, succeeded.summary());
                }
                case QueryState.Failed failed -> {
                    json.writeStringField("state", "failed");
                    json.writeStringField("ended", failed.ended().toString());
                    json.writeFieldName("error");
                    json.writeRawValue(
                            Problems.document(
                                    new TrawlException(failed.code(), failed.message()), queryId));
                }
                case QueryState.Cancelled cancelled -> {
                    json.writeStringField("state", "cancelled");
                    json.writeStringField("ended", cancelled.ended().toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw ChunkWriter.unreadable(e);
        }
        return text.toString();
    }
}

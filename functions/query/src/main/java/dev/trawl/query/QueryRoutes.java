package dev.trawl.query;

import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import dev.trawl.query.api.OpenApi;
import dev.trawl.query.api.RequestParser;
import dev.trawl.query.api.Tokens;
import dev.trawl.query.deliver.MediaType;

/// The HTTP routes of the query function. Every route but health and the API's description asks for
/// a token first. Thread-safe.
final class QueryRoutes {
    private final Tokens tokens;
    private final RequestParser parser;
    private final QueryService queries;
    private final StateService states;
    private final ExplainService explanations;

    QueryRoutes(
            Tokens tokens,
            RequestParser parser,
            QueryService queries,
            StateService states,
            ExplainService explanations) {
        this.tokens = tokens;
        this.parser = parser;
        this.queries = queries;
        this.states = states;
        this.explanations = explanations;
    }

    Router router() {
        return Router.builder()
                .on("POST", "/v1/query", this::query)
                .on("POST", "/v1/explain", this::explain)
                .on("GET", "/v1/queries/{id}", this::state)
                .on("DELETE", "/v1/queries/{id}", this::cancel)
                .on("GET", "/v1/queries/{id}/results", this::results)
                .on("GET", "/v1/health", (_, _) -> HttpResponse.json(200, "{\"status\":\"ok\"}"))
                .on("GET", "/v1/openapi.yaml", (_, _) -> OpenApi.response())
                .build();
    }

    private HttpResponse query(HttpRequest request, Invocation invocation) {
        Caller caller = caller(request);
        return queries.submit(parser.parse(request), caller, invocation);
    }

    private HttpResponse explain(HttpRequest request, Invocation invocation) {
        Caller caller = caller(request);
        boolean isText = request.header("accept").orElse("").startsWith("text/plain");
        return explanations.explain(
                isText ? parser.parseForText(request) : parser.parse(request),
                caller,
                isText ? ExplainService.Form.TEXT : ExplainService.Form.JSON,
                invocation);
    }

    private HttpResponse state(HttpRequest request, Invocation invocation) {
        Caller caller = caller(request);
        return states.state(request.parameter("id"), caller);
    }

    private HttpResponse cancel(HttpRequest request, Invocation invocation) {
        Caller caller = caller(request);
        return states.cancel(request.parameter("id"), caller);
    }

    private HttpResponse results(HttpRequest request, Invocation invocation) {
        Caller caller = caller(request);
        return states.results(
                request.parameter("id"), caller, MediaType.of(request.header("accept")));
    }

    private Caller caller(HttpRequest request) {
        String token =
                request.bearerToken()
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "send a token: Authorization: Bearer …"));
        return new Caller(tokens.principal(token), token);
    }
}

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
import dev.trawl.query.audit.AuditService;
import dev.trawl.query.authorize.Tickets;
import dev.trawl.query.deliver.MediaType;
import dev.trawl.query.lineage.LineageService;
import java.util.Optional;

/// The HTTP routes of the query function. Every route but health and the API's description asks for
/// a token first. Thread-safe.
final class QueryRoutes {
    private final Tokens tokens;
    private final Tickets tickets;
    private final RequestParser parser;
    private final QueryService queries;
    private final StateService states;
    private final ExplainService explanations;
    private final AuditService audit;
    private final LineageService lineage;
    private final QueryIds ids;

    QueryRoutes(
            Tokens tokens,
            Tickets tickets,
            RequestParser parser,
            QueryService queries,
            StateService states,
            ExplainService explanations,
            AuditService audit,
            LineageService lineage,
            QueryIds ids) {
        this.tokens = tokens;
        this.tickets = tickets;
        this.parser = parser;
        this.queries = queries;
        this.states = states;
        this.explanations = explanations;
        this.audit = audit;
        this.lineage = lineage;
        this.ids = ids;
    }

    Router router() {
        return Router.builder()
                .on("POST", "/v1/query", this::query)
                .on("POST", "/v1/explain", this::explain)
                .on("GET", "/v1/queries/{id}", this::state)
                .on("DELETE", "/v1/queries/{id}", this::cancel)
                .on("GET", "/v1/queries/{id}/results", this::results)
                .on("GET", "/v1/audit", this::audit)
                .on(
                        "GET",
                        "/v1/lineage/{dataset}",
                        (r, _) -> lineage.answer(r, caller(r), ids.next()))
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
        String format = parser.format(request).orElse(null);
        ExplainService.Form form =
                ExplainService.Form.of(format, request.header("accept").orElse(""));
        ExplainService.Runs runs =
                parser.analyze(request) ? ExplainService.Runs.ONCE : ExplainService.Runs.NEVER;
        return explanations.explain(parser.parseToExplain(request), caller, form, runs, invocation);
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

    private HttpResponse audit(HttpRequest request, Invocation invocation) {
        return audit.answer(request, caller(request), ids.next(), invocation.traceId());
    }

    private Caller caller(HttpRequest request) {
        Optional<Caller> job = tickets.find(request);
        if (job.isPresent()) {
            return job.get();
        }
        String token =
                request.bearerToken()
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "send a token: Authorization: Bearer …"));
        return new Caller(tokens.principal(token), token, request.sourceIp(), null);
    }
}

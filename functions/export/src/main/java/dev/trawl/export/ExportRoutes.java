package dev.trawl.export;

import dev.trawl.lambda.Endpoints;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// `POST /v1/exports/{name}/runs` and `GET /v1/runs/{id}`.
final class ExportRoutes {
    private final ExportRuns runs;
    private final UnaryOperator<String> principals;

    /// @param principals `issuer|subject` of a token, or UNAUTHENTICATED
    ExportRoutes(ExportRuns runs, UnaryOperator<String> principals) {
        this.runs = runs;
        this.principals = principals;
    }

    Endpoints endpoints() {
        return Endpoints.ofHttp(
                Router.builder()
                        .on("POST", "/v1/exports/{name}/runs", this::run)
                        .on("GET", "/v1/runs/{id}", (r, _) -> find(r))
                        .build());
    }

    private HttpResponse run(HttpRequest request, Invocation invocation) {
        ExportRuns.Caller caller = caller(request);
        String key =
                request.header("idempotency-key").orElseGet(() -> UUID.randomUUID().toString());
        ExportRuns.Run run = runs.run(request.parameter("name"), key, caller);
        invocation.note("run", run.id());
        return HttpResponse.json(200, run.manifest()).with("location", "/v1/runs/" + run.id());
    }

    private HttpResponse find(HttpRequest request) {
        String id = request.parameter("id");
        return runs.find(id, caller(request))
                .map(run -> HttpResponse.json(200, run.manifest()))
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.NOT_FOUND, "there is no run of that id that is yours"));
    }

    private ExportRuns.Caller caller(HttpRequest request) {
        String token =
                request.bearerToken()
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "the request has no bearer token"));
        return new ExportRuns.Caller(principals.apply(token), token);
    }
}

package dev.trawl.scan.check;

import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Router;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;

/// `/v1/checks/{name}/runs`: runs a check, and shows what came of its runs, for who may act as its
/// principal.
public final class CheckRoutes {
    private final ResourceService resources;
    private final Checks checks;
    private final BiPredicate<HttpRequest, String> mayActAs;
    private final Duration timeout;
    private final Clock clock;

    /// @param mayActAs whether the sender of a request may let jobs run as a principal; throws for
    ///   a token that proves nobody
    public CheckRoutes(
            ResourceService resources,
            Checks checks,
            BiPredicate<HttpRequest, String> mayActAs,
            Duration timeout,
            Clock clock) {
        this.resources = resources;
        this.checks = checks;
        this.mayActAs = mayActAs;
        this.timeout = timeout;
        this.clock = clock;
    }

    public Router.Builder addTo(Router.Builder routes) {
        String path = "/v1/checks/{name}/runs";
        return routes.on("POST", path, (r, _) -> run(r)).on("GET", path, (r, _) -> list(r));
    }

    private HttpResponse run(HttpRequest request) {
        Resource check = check(request);
        String key =
                request.header("idempotency-key").orElseGet(() -> UUID.randomUUID().toString());
        CheckRun run =
                checks.run(check, "request " + key, clock.instant().plus(timeout))
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.CONFLICT,
                                        "the run that this key names has not ended; ask again"));
        return HttpResponse.json(200, JsonWriter.write(run::write));
    }

    private HttpResponse list(HttpRequest request) {
        List<CheckRun> runs = checks.results(check(request).name());
        return HttpResponse.json(
                200,
                JsonWriter.write(
                        out -> out.object(o -> o.field("runs").list(runs, (w, r) -> r.write(w)))));
    }

    private Resource check(HttpRequest request) {
        String name = request.parameter("name");
        Resource check =
                Resource.isName(name)
                        ? resources
                                .find(ResourceKind.CHECK, name)
                                .map(ResourceService.Current::resource)
                                .orElse(null)
                        : null;
        String principal = check == null ? "" : check.spec().path("principal").asText();
        if (!mayActAs.test(request, principal) || check == null) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND,
                    "there is no check '%s', or none whose principal you may act as"
                            .formatted(name));
        }
        return check;
    }
}

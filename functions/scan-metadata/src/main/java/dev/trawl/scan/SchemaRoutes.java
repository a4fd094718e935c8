package dev.trawl.scan;

import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.schema.Schemas;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Router;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Arrays;

/// `GET /v1/schemas` and `/v1/schemas/{kind}`: JSON Schemas of resources, for editors. They are the
/// same for everybody.
final class SchemaRoutes {
    Router.Builder addTo(Router.Builder routes) {
        return routes.on("GET", "/v1/schemas", (_, _) -> list())
                .on("GET", "/v1/schemas/{kind}", (r, _) -> get(r));
    }

    private static HttpResponse list() {
        return HttpResponse.json(
                200,
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("kinds")
                                        .list(
                                                Arrays.asList(ResourceKind.values()),
                                                (w, kind) -> w.string(kind.path())))));
    }

    private static HttpResponse get(HttpRequest request) {
        String kind = request.parameter("kind");
        return ResourceKind.find(kind)
                .flatMap(Schemas::document)
                .map(schema -> HttpResponse.json(200, schema.toPrettyString()))
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.NOT_FOUND, "there is no kind '%s'".formatted(kind)));
    }
}

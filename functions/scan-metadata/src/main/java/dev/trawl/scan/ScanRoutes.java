package dev.trawl.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.catalog.Applied;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.PolicyStore;
import dev.trawl.catalog.ResourceJson;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// `POST /v1/scans`: lists a source's tables and declares them as datasets.
final class ScanRoutes {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ResourceService resources;
    private final Snapshots snapshots;
    private final Decisions decisions;
    private final Functions functions;
    private final PolicyStore policies;
    private final Duration timeout;
    private final Clock clock;

    ScanRoutes(
            ResourceService resources,
            Snapshots snapshots,
            Decisions decisions,
            Functions functions,
            PolicyStore policies,
            Duration timeout,
            Clock clock) {
        this.resources = resources;
        this.snapshots = snapshots;
        this.decisions = decisions;
        this.functions = functions;
        this.policies = policies;
        this.timeout = timeout;
        this.clock = clock;
    }

    Router.Builder addTo(Router.Builder routes) {
        return routes.on("POST", "/v1/scans", this::scan);
    }

    private HttpResponse scan(HttpRequest request, Invocation invocation) {
        JsonNode body = body(request);
        String name = body.path("source").asText("");
        CatalogSnapshot catalog = snapshots.current();
        CatalogSource source = catalog.sources().get(name);
        if (source == null) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND, "there is no source '%s'; apply it first".formatted(name));
        }
        Decisions.Scan scan = decisions.scan(request, catalog, name);
        SourceAnswer.Tables tables = discover(source, scan.grant());
        List<Change> changes =
                new Discovery(
                                name,
                                resources.list(ResourceKind.DATASET).stream()
                                        .map(ResourceService.Current::resource)
                                        .toList())
                        .changes(tables.tables());
        Applied applied =
                body.path("dryRun").asBoolean(false)
                        ? resources.plan(changes, policies)
                        : resources.apply(changes, scan.principal(), policies);
        invocation.note("source", name);
        invocation.note("tables", Integer.toString(tables.tables().size()));
        return HttpResponse.json(200, ResourceJson.applied(applied));
    }

    private SourceAnswer.Tables discover(CatalogSource source, String grant) {
        SourceRequest request = new SourceRequest.Discover(grant, clock.instant().plus(timeout));
        String answer =
                functions.call(
                        source.function(),
                        Envelope.request(request, SourceRequestCodec::write),
                        timeout.plusSeconds(5));
        if (Envelope.readAnswer(answer, SourceAnswerCodec::read)
                instanceof SourceAnswer.Tables tables) {
            return tables;
        }
        throw new TrawlException(
                ErrorCode.MALFORMED_MESSAGE,
                "source '%s' answered something else than its tables".formatted(source.name()));
    }

    private static JsonNode body(HttpRequest request) {
        try {
            JsonNode body = MAPPER.readTree(request.bodyText());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "the body is not JSON: " + e.getOriginalMessage(),
                    e);
        }
        throw new TrawlException(
                ErrorCode.INVALID_REQUEST, "the body is an object: {\"source\": \"…\"}");
    }
}

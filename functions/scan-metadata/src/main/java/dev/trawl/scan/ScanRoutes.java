package dev.trawl.scan;

import dev.trawl.catalog.Resource;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonValue;
import dev.trawl.lambda.Metric;
import dev.trawl.lambda.RequestBody;
import dev.trawl.lambda.Router;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.HashSet;
import java.util.Set;

/// `POST /v1/scans`: lists a source's tables and declares them as datasets.
final class ScanRoutes {
    private static final Set<String> FIELDS = Set.of("source", "dryRun", "accept", "classify");
    private static final int ACCEPTED_MAX = 100;

    private final Scanner scanner;

    ScanRoutes(Scanner scanner) {
        this.scanner = scanner;
    }

    Router.Builder addTo(Router.Builder routes) {
        return routes.on("POST", "/v1/scans", this::scan);
    }

    private HttpResponse scan(HttpRequest request, Invocation invocation) {
        Caller caller = Caller.of(request);
        RequestBody body = RequestBody.of(request).only(FIELDS);
        String source = name(body.text("source"), "'source' must be the name of a source");
        boolean isDry = body.findFlag("dryRun").orElse(Boolean.FALSE);
        invocation.note("source", source);
        Scanner.Outcome outcome =
                scanner.scan(
                        new Scanner.Task(
                                source,
                                isDry ? Scanner.Mode.DRY : Scanner.Mode.APPLY,
                                accepted(body),
                                _ -> true,
                                scope(body)),
                        caller);
        invocation.note("tables", Integer.toString(outcome.tables()));
        invocation.note("drifted", Integer.toString(outcome.drifts().size()));
        invocation.measure(Metric.TABLES_SCANNED, outcome.tables());
        invocation.measure(Metric.TABLES_DRIFTED, outcome.drifts().size());
        return HttpResponse.json(200, outcome.json());
    }

    /// `new` looks into what nobody knows yet, `all` into everything once more.
    private static Profiler.Scope scope(RequestBody body) {
        return switch (body.findText("classify").orElse("none")) {
            case "none" -> Profiler.Scope.NONE;
            case "new" -> Profiler.Scope.NEW;
            case "all" -> Profiler.Scope.ALL;
            default ->
                    throw new TrawlException(
                            ErrorCode.INVALID_REQUEST, "'classify' is one of none, new and all");
        };
    }

    private static Set<String> accepted(RequestBody body) {
        String text = "'accept' must list at most %d names of datasets".formatted(ACCEPTED_MAX);
        JsonValue value =
                body.fields().find("accept").orElse(new JsonValue.Items(java.util.List.of()));
        if (!(value instanceof JsonValue.Items items) || items.values().size() > ACCEPTED_MAX) {
            throw new TrawlException(ErrorCode.INVALID_REQUEST, text);
        }
        Set<String> names = new HashSet<>();
        for (JsonValue item : items.values()) {
            names.add(name(item instanceof JsonValue.Text(String name) ? name : "", text));
        }
        return names;
    }

    private static String name(String text, String otherwise) {
        if (!Resource.isName(text)) {
            throw new TrawlException(ErrorCode.INVALID_REQUEST, otherwise);
        }
        return text;
    }
}

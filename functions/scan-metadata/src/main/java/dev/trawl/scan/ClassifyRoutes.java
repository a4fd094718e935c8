package dev.trawl.scan;

import dev.trawl.catalog.Change;
import dev.trawl.catalog.PolicyStore;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonValue;
import dev.trawl.lambda.RequestBody;
import dev.trawl.lambda.Router;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// `/v1/classification/{dataset}`: what columns hold, as scans found and as stewards say. For who
/// may change the dataset.
final class ClassifyRoutes {
    private static final Set<String> FIELDS = Set.of("columns", "confirm", "clearRest");
    private static final int NOTHING_IS_SURE_ENOUGH = 101;

    private final ResourceService resources;
    private final Profiles profiles;
    private final Snapshots snapshots;
    private final Decisions decisions;
    private final Changing changing;

    ClassifyRoutes(
            ResourceService resources,
            Profiles profiles,
            Snapshots snapshots,
            Decisions decisions,
            Changing changing) {
        this.resources = resources;
        this.profiles = profiles;
        this.snapshots = snapshots;
        this.decisions = decisions;
        this.changing = changing;
    }

    /// What a change needs.
    record Changing(PolicyStore policies, ChangeAudit audit) {}

    Router.Builder addTo(Router.Builder routes) {
        String path = "/v1/classification/{dataset}";
        return routes.on("GET", path, (r, _) -> show(r)).on("POST", path, this::decide);
    }

    private HttpResponse show(HttpRequest request) {
        ResourceService.Current current = administered(request);
        return answer(current.resource());
    }

    private HttpResponse decide(HttpRequest request, Invocation invocation) {
        ResourceService.Current current = administered(request);
        requireSteward(request);
        RequestBody body = RequestBody.of(request).only(FIELDS);
        Classification.Verdict verdict =
                new Classification.Verdict(
                        columns(body),
                        body.findNumber("confirm", 0, 100)
                                .map(Math::toIntExact)
                                .orElse(NOTHING_IS_SURE_ENOUGH),
                        body.findFlag("clearRest").orElse(Boolean.FALSE));
        Resource decided = classification(current.resource()).after(verdict);
        List<Change> changes =
                List.of(new Change(ResourceKind.DATASET, decided.name(), decided, current.head()));
        String author = decisions.principal(Caller.of(request), snapshots.current());
        changing.audit().record(author, "administer", changes, invocation.traceId());
        resources.apply(changes, author, changing.policies());
        return answer(decided);
    }

    /// What is classified is seen by more people, and by other rules, than before.
    private void requireSteward(HttpRequest request) {
        if (!decisions.isSteward(Caller.of(request), snapshots.current(), ResourceKind.DATASET)) {
            throw new TrawlException(
                    ErrorCode.STEWARD_NEEDED,
                    "what columns hold is decided by stewards; policies select by it");
        }
    }

    private static Map<String, String> columns(RequestBody body) {
        Map<String, String> columns = new TreeMap<>();
        body.object("columns")
                .fields()
                .values()
                .forEach((name, value) -> {
                    if (!(value instanceof JsonValue.Text(String kind))) {
                        throw new TrawlException(
                                ErrorCode.INVALID_REQUEST,
                                "'columns' gives each column a kind of personal data, or none");
                    }
                    if (!kind.equals(Classification.NONE)) {
                        Classification.known(kind);
                    }
                    columns.put(name, kind);
                });
        return columns;
    }

    private HttpResponse answer(Resource dataset) {
        Profiles.Profile profile = profiles.find(dataset.name()).orElse(null);
        Classification classification = Classification.of(dataset, profile);
        return HttpResponse.json(
                200,
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("dataset").string(dataset.name());
                            if (profile != null) {
                                o.field("scanned").string(profile.time().toString());
                                o.field("rows").integer(profile.figures().rows());
                                o.field("whole").bool(profile.figures().isWhole());
                            }
                            o.field("columns").list(classification.columns(), (w, c) -> c.write(w));
                        })));
    }

    private Classification classification(Resource dataset) {
        return Classification.of(dataset, profiles.find(dataset.name()).orElse(null));
    }

    private ResourceService.Current administered(HttpRequest request) {
        Caller caller = Caller.of(request);
        String name = request.parameter("dataset");
        if (!Resource.isName(name)
                || !decisions.mayAdminister(
                        caller, snapshots.current(), ResourceKind.DATASET, name)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "a dataset is classified by administrators, and by whom a rule with the action administer on it allows");
        }
        return resources
                .find(ResourceKind.DATASET, name)
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.NOT_FOUND, "there is no dataset '%s'".formatted(name)));
    }
}

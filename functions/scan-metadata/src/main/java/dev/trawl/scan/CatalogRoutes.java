package dev.trawl.scan;

import dev.trawl.catalog.Applied;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Conditions;
import dev.trawl.catalog.Conditions.Condition;
import dev.trawl.catalog.PolicyStore;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceEvent;
import dev.trawl.catalog.ResourceJson;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `/v1/resources` of the kinds that are not governed. Who may administer a resource sees and
/// changes it; others see datasets that they may describe, and cannot tell the rest from what is
/// not there.
final class CatalogRoutes {
    private final ResourceService resources;
    private final ItemTable items;
    private final Snapshots snapshots;
    private final Decisions decisions;
    private final ChangeAudit audit;
    private final ScanStatus status;

    CatalogRoutes(
            ResourceService resources,
            ItemTable items,
            Snapshots snapshots,
            Decisions decisions,
            ChangeAudit audit,
            ScanStatus status) {
        this.resources = resources;
        this.items = items;
        this.snapshots = snapshots;
        this.decisions = decisions;
        this.audit = audit;
        this.status = status;
    }

    Router.Builder addTo(Router.Builder routes) {
        Arrays.stream(ResourceKind.values())
                .filter(kind -> !kind.isGoverned())
                .forEach(kind -> {
                    String list = "/v1/resources/" + kind.path();
                    String one = list + "/{name}";
                    routes.on("GET", list, (r, _) -> list(kind, r))
                            .on("GET", one, (r, _) -> get(kind, r))
                            .on("PUT", one, (r, i) -> put(kind, r, i))
                            .on("DELETE", one, (r, i) -> delete(kind, r, i))
                            .on("GET", one + "/history", (r, _) -> history(kind, r))
                            .on("GET", one + "/diff", (r, _) -> diff(kind, r))
                            .on("POST", one + "/rollback", (r, i) -> rollback(kind, r, i));
                });
        return routes;
    }

    /// A scan and a single change leave policies as they are.
    PolicyStore policiesInForce() {
        return (governing, catalog) -> CatalogHead.load(items).policyHash();
    }

    private HttpResponse list(ResourceKind kind, HttpRequest request) {
        Visibility visibility = visibility(request);
        Map<String, List<Condition>> conditions = status.of(kind);
        return Page.of(request)
                .fill(
                        resources.list(kind),
                        some -> visibility.of(kind, some),
                        r -> told(r, visibility, x -> conditions.getOrDefault(x.id(), List.of())));
    }

    private HttpResponse get(ResourceKind kind, HttpRequest request) {
        Visibility visibility = visibility(request);
        ResourceService.Current current =
                find(kind, request)
                        .flatMap(c -> visibility.of(kind, List.of(c)).stream().findFirst())
                        .orElseThrow(() -> missing(kind, request));
        return HttpResponse.json(200, told(current.resource(), visibility, status::of))
                .with("etag", '"' + current.head() + '"');
    }

    /// How a resource stands is for those who may administer it: drift names columns that others
    /// may not see, checks tell of rows that they may not see.
    private static String told(
            Resource resource,
            Visibility visibility,
            Function<Resource, List<Condition>> conditions) {
        String text = ResourceDocuments.write(resource);
        return visibility.isAdministered(resource)
                ? Conditions.told(text, conditions.apply(resource))
                : text;
    }

    private HttpResponse history(ResourceKind kind, HttpRequest request) {
        requireAdministration(kind, request);
        List<ResourceEvent> events = resources.history(kind, request.parameter("name"));
        if (events.isEmpty()) {
            throw missing(kind, request);
        }
        return HttpResponse.json(200, ResourceJson.history(events));
    }

    private HttpResponse diff(ResourceKind kind, HttpRequest request) {
        String name = requireAdministration(kind, request);
        return HttpResponse.json(
                200,
                ResourceJson.difference(
                        resources
                                .versions()
                                .difference(
                                        kind,
                                        name,
                                        request.queryValue("from").orElse(null),
                                        request.queryValue("to").orElse(null))));
    }

    private HttpResponse rollback(ResourceKind kind, HttpRequest request, Invocation invocation) {
        String name = requireAdministration(kind, request);
        Change back = resources.versions().back(kind, name, Events.wanted(request), head(request));
        Resource resource = back.resource();
        if (resource != null) {
            requireActAs(resource, request);
        }
        return change(back, request, invocation);
    }

    private HttpResponse put(ResourceKind kind, HttpRequest request, Invocation invocation) {
        String name = requireAdministration(kind, request);
        List<Resource> parsed = ResourceDocuments.parse(request.bodyText());
        if (parsed.size() != 1
                || parsed.getFirst().kind() != kind
                || !parsed.getFirst().name().equals(name)) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "the body is the one resource that the path names, %s/%s"
                            .formatted(kind.path(), name));
        }
        requireActAs(parsed.getFirst(), request);
        return change(
                new Change(kind, name, parsed.getFirst(), head(request)), request, invocation);
    }

    private HttpResponse delete(ResourceKind kind, HttpRequest request, Invocation invocation) {
        String name = requireAdministration(kind, request);
        if (find(kind, request).isEmpty()) {
            throw missing(kind, request);
        }
        return change(new Change(kind, name, null, head(request)), request, invocation);
    }

    private HttpResponse change(Change change, HttpRequest request, Invocation invocation) {
        List<Change> changes = List.of(change);
        Applied applied =
                isDry(request)
                        ? resources.plan(changes, policiesInForce(), known(request))
                        : applied(changes, request, invocation);
        return HttpResponse.json(200, ResourceJson.applied(applied));
    }

    private Applied applied(List<Change> changes, HttpRequest request, Invocation invocation) {
        String author = author(request);
        changes.forEach(change -> requireSteward(change, request));
        audit.record(author, "administer", changes, invocation.traceId());
        return resources.apply(changes, author, policiesInForce(), known(request));
    }

    /// Of what depends on a resource, what the caller may change, or see as a dataset.
    private UnaryOperator<List<String>> known(HttpRequest request) {
        return ids -> {
            Visibility visibility = visibility(request);
            return ids.stream().filter(visibility::isKnown).toList();
        };
    }

    private Visibility visibility(HttpRequest request) {
        return new Visibility(decisions, Caller.of(request), snapshots.current());
    }

    private Optional<ResourceService.Current> find(ResourceKind kind, HttpRequest request) {
        String name = request.parameter("name");
        return Resource.isName(name) ? resources.find(kind, name) : Optional.empty();
    }

    /// The name of the resource, once it is sure that the caller may change it.
    private String requireAdministration(ResourceKind kind, HttpRequest request) {
        Caller caller = Caller.of(request);
        String name = request.parameter("name");
        if (!Resource.isName(name)) {
            throw missing(kind, request);
        }
        if (!decisions.mayAdminister(caller, snapshots.current(), kind, name)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "%s '%s' may be changed by administrators, and by whom a rule with the action administer on it allows"
                            .formatted(kind.text(), name));
        }
        return name;
    }

    /// Without the policies nobody can tell which change of a dataset is harmless; the policy
    /// function can, and judges bundles.
    private void requireSteward(Change change, HttpRequest request) {
        if (change.kind() == ResourceKind.DATASET
                && change.resource() != null
                && !decisions.isSteward(Caller.of(request), snapshots.current(), change.kind())) {
            throw new TrawlException(
                    ErrorCode.STEWARD_NEEDED,
                    "a change of dataset '%s' may lower protection, which needs a steward; apply it"
                                    .formatted(change.name())
                            + " as a bundle (POST /v1/apply), which lets harmless changes pass");
        }
    }

    /// An export runs with the rights of its principal, so that not everybody may name one.
    private void requireActAs(Resource resource, HttpRequest request) {
        String principal = resource.spec().path("principal").asText("");
        if ((resource.kind() == ResourceKind.EXPORT || resource.kind() == ResourceKind.CHECK)
                && !principal.isEmpty()
                && !(Resource.isName(principal)
                        && decisions.mayActAs(
                                Caller.of(request), snapshots.current(), principal))) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "running as principal '%s' needs a rule with the action act_as on it"
                            .formatted(principal));
        }
    }

    private String author(HttpRequest request) {
        return decisions.principal(Caller.of(request), snapshots.current());
    }

    private static TrawlException missing(ResourceKind kind, HttpRequest request) {
        return new TrawlException(
                ErrorCode.NOT_FOUND,
                "there is no %s/%s".formatted(kind.path(), request.parameter("name")));
    }

    private static boolean isDry(HttpRequest request) {
        return request.query().containsKey("dryRun")
                && !request.queryValue("dryRun").equals(Optional.of("false"));
    }

    private static @Nullable String head(HttpRequest request) {
        return request.header("if-match").map(CatalogRoutes::tag).orElse(null);
    }

    private static String tag(String header) {
        String tag = header.strip().replaceAll("^\"|\"$", "");
        if (!tag.matches("[0-9-]{1,40}")) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "If-Match takes the one ETag that a GET of the resource gave");
        }
        return tag;
    }
}

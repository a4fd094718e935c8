package dev.trawl.scan;

import dev.trawl.catalog.Applied;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.PolicyStore;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceJson;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Router;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `/v1/resources` of the kinds that are not governed, and `/v1/search`. Who may administer a
/// resource sees and changes it; others see datasets that they may describe.
final class CatalogRoutes {
    private final ResourceService resources;
    private final ItemTable items;
    private final Snapshots snapshots;
    private final Decisions decisions;

    CatalogRoutes(
            ResourceService resources, ItemTable items, Snapshots snapshots, Decisions decisions) {
        this.resources = resources;
        this.items = items;
        this.snapshots = snapshots;
        this.decisions = decisions;
    }

    Router.Builder addTo(Router.Builder routes) {
        Arrays.stream(ResourceKind.values())
                .filter(kind -> !kind.isGoverned())
                .forEach(kind -> {
                    String list = "/v1/resources/" + kind.path();
                    String one = list + "/{name}";
                    routes.on("GET", list, (r, _) -> list(kind, r))
                            .on("GET", one, (r, _) -> get(kind, r))
                            .on("PUT", one, (r, _) -> put(kind, r))
                            .on("DELETE", one, (r, _) -> delete(kind, r))
                            .on("GET", one + "/history", (r, _) -> history(kind, r));
                });
        return routes.on("GET", "/v1/search", (r, _) -> search(r))
                .on("GET", "/v1/lineage/{dataset}", (_, _) -> notYet("lineage"))
                .on("GET", "/v1/audit", (_, _) -> notYet("the audit route"));
    }

    /// A scan and a single change leave policies as they are.
    PolicyStore policiesInForce() {
        return (governing, catalog) -> CatalogHead.load(items).policyHash();
    }

    private HttpResponse list(ResourceKind kind, HttpRequest request) {
        return HttpResponse.json(200, ResourceJson.list(visible(kind, request)));
    }

    private HttpResponse get(ResourceKind kind, HttpRequest request) {
        ResourceService.Current current = one(kind, request);
        return HttpResponse.json(200, ResourceDocuments.write(current.resource()))
                .with("etag", '"' + current.head() + '"');
    }

    private HttpResponse history(ResourceKind kind, HttpRequest request) {
        String name = request.parameter("name");
        requireAdministration(kind, name, request);
        return HttpResponse.json(200, ResourceJson.history(resources.history(kind, name)));
    }

    private HttpResponse put(ResourceKind kind, HttpRequest request) {
        String name = request.parameter("name");
        requireAdministration(kind, name, request);
        List<Resource> parsed = ResourceDocuments.parse(request.bodyText());
        if (parsed.size() != 1
                || parsed.getFirst().kind() != kind
                || !parsed.getFirst().name().equals(name)) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "the body is the one resource that the path names, %s/%s"
                            .formatted(kind.path(), name));
        }
        return change(new Change(kind, name, parsed.getFirst(), head(request)), request);
    }

    private HttpResponse delete(ResourceKind kind, HttpRequest request) {
        String name = request.parameter("name");
        requireAdministration(kind, name, request);
        if (resources.find(kind, name).isEmpty()) {
            throw missing(kind, name);
        }
        return change(new Change(kind, name, null, head(request)), request);
    }

    private HttpResponse change(Change change, HttpRequest request) {
        String author = decisions.principal(request, snapshots.current());
        Applied applied = resources.apply(List.of(change), author, policiesInForce());
        return HttpResponse.json(200, ResourceJson.applied(applied));
    }

    private HttpResponse search(HttpRequest request) {
        String words = request.queryValue("q").orElse("").toLowerCase(Locale.ROOT).strip();
        if (words.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "search for something: /v1/search?q=…");
        }
        List<ResourceService.Current> found =
                visible(ResourceKind.DATASET, request).stream()
                        .filter(c -> text(c.resource()).contains(words))
                        .toList();
        return HttpResponse.json(200, ResourceJson.list(found));
    }

    private static String text(Resource resource) {
        return Stream.of(
                        Stream.of(resource.name(), resource.description(), resource.owner()),
                        resource.tags().stream(),
                        resource.spec().findValuesAsText("name").stream(),
                        resource.spec().findValuesAsText("description").stream())
                .flatMap(s -> s)
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT);
    }

    private List<ResourceService.Current> visible(ResourceKind kind, HttpRequest request) {
        CatalogSnapshot catalog = snapshots.current();
        List<ResourceService.Current> all = resources.list(kind);
        if (kind != ResourceKind.DATASET) {
            return all.stream()
                    .filter(c ->
                            decisions.mayAdminister(request, catalog, kind, c.resource().name()))
                    .toList();
        }
        Map<String, TableName> tables = new HashMap<>();
        catalog.tables().values().forEach(t -> tables.put(t.dataset(), t.name()));
        catalog.views().values().forEach(v -> tables.put(v.dataset(), v.name()));
        Map<TableName, Set<String>> describable =
                decisions.describable(request, catalog, tables.values());
        return all.stream()
                .flatMap(c -> shown(c, tables, describable, request, catalog).stream())
                .toList();
    }

    /// All of it to who may administer it, else the columns that the caller may see.
    private Optional<ResourceService.Current> shown(
            ResourceService.Current current,
            Map<String, TableName> tables,
            Map<TableName, Set<String>> describable,
            HttpRequest request,
            CatalogSnapshot catalog) {
        Resource resource = current.resource();
        if (decisions.mayAdminister(request, catalog, resource.kind(), resource.name())) {
            return Optional.of(current);
        }
        return Optional.ofNullable(tables.get(resource.name()))
                .flatMap(t -> Optional.ofNullable(describable.get(t)))
                .map(columns ->
                        new ResourceService.Current(
                                Description.of(resource, columns), current.head()));
    }

    /// The same answer for what is missing and what the caller may not know.
    private ResourceService.Current one(ResourceKind kind, HttpRequest request) {
        String name = request.parameter("name");
        return visible(kind, request).stream()
                .filter(c -> c.resource().name().equals(name))
                .findFirst()
                .orElseThrow(() -> missing(kind, name));
    }

    private void requireAdministration(ResourceKind kind, String name, HttpRequest request) {
        if (!decisions.mayAdminister(request, snapshots.current(), kind, name)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "%s '%s' may be changed by administrators, and by whom a rule with the action administer on it allows"
                            .formatted(kind.text(), name));
        }
    }

    private static HttpResponse notYet(String what) {
        throw new TrawlException(ErrorCode.NOT_SUPPORTED, what + " is not offered yet");
    }

    private static TrawlException missing(ResourceKind kind, String name) {
        return new TrawlException(
                ErrorCode.NOT_FOUND, "there is no %s/%s".formatted(kind.path(), name));
    }

    private static @Nullable String head(HttpRequest request) {
        return request.header("if-match").map(tag -> tag.replace("\"", "")).orElse(null);
    }
}

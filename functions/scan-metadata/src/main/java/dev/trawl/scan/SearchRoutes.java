package dev.trawl.scan;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Router;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// `GET /v1/search?q=&purpose=`: datasets in whose name, description, owner, tags or columns all
/// the words are, as far as the caller may see them. Candidates come from the catalog in memory;
/// only they are asked about and loaded, and what hidden columns say finds nothing.
final class SearchRoutes {
    private static final int CHARACTERS_MAX = 200;
    private static final int ONE_BY_ONE_MAX = 50;

    private final ResourceService resources;
    private final Snapshots snapshots;
    private final Decisions decisions;

    SearchRoutes(ResourceService resources, Snapshots snapshots, Decisions decisions) {
        this.resources = resources;
        this.snapshots = snapshots;
        this.decisions = decisions;
    }

    Router.Builder addTo(Router.Builder routes) {
        return routes.on("GET", "/v1/search", (r, _) -> search(r));
    }

    private HttpResponse search(HttpRequest request) {
        CatalogSnapshot catalog = snapshots.current();
        Caller caller = Caller.of(request).claiming(request.queryValue("purpose").orElse(""));
        Visibility visibility = new Visibility(decisions, caller, catalog);
        List<String> words = words(request);
        Page page = Page.of(request);
        ViewTexts views = new ViewTexts(catalog);
        List<ResourceService.Current> candidates =
                load(candidates(catalog, views, words).tailSet(page.after() + "\0"));
        return page.fill(
                candidates,
                some -> {
                    List<ResourceService.Current> seen = visibility.of(ResourceKind.DATASET, some);
                    Set<TableName> tables =
                            views.tables(seen.stream().map(c -> c.resource().name()).toList());
                    Map<TableName, Set<String>> columns =
                            tables.isEmpty()
                                    ? Map.of()
                                    : decisions.describable(caller, catalog, tables);
                    return seen.stream()
                            .filter(c -> holds(text(c.resource(), views, columns), words))
                            .toList();
                });
    }

    /// A few one by one, many by one list.
    private List<ResourceService.Current> load(SortedSet<String> names) {
        return names.size() <= ONE_BY_ONE_MAX
                ? names.stream()
                        .flatMap(name -> resources.find(ResourceKind.DATASET, name).stream())
                        .toList()
                : resources.list(ResourceKind.DATASET).stream()
                        .filter(c -> names.contains(c.resource().name()))
                        .toList();
    }

    private static List<String> words(HttpRequest request) {
        String text = request.queryValue("q").orElse("").toLowerCase(Locale.ROOT).strip();
        if (text.isEmpty() || text.length() > CHARACTERS_MAX) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "search for 1 to %d characters: /v1/search?q=…".formatted(CHARACTERS_MAX));
        }
        return List.of(text.split("\\s+"));
    }

    private static SortedSet<String> candidates(
            CatalogSnapshot catalog, ViewTexts views, List<String> words) {
        SortedSet<String> names = new TreeSet<>();
        for (CatalogTable table : catalog.tables().values()) {
            if (holds(text(table), words)) {
                names.add(table.dataset());
            }
        }
        for (CatalogView view : catalog.views().values()) {
            if (holds(text(view, views), words)) {
                names.add(view.dataset());
            }
        }
        return names;
    }

    private static boolean holds(String text, List<String> words) {
        return words.stream().allMatch(text::contains);
    }

    private static String text(CatalogTable table) {
        List<String> parts = new ArrayList<>(table.tags());
        parts.addAll(List.of(table.dataset(), table.description(), table.owner()));
        parts.add(table.name().toString());
        for (CatalogColumn column : table.columns()) {
            parts.add(column.name());
            parts.add(column.description());
            parts.addAll(column.tags());
        }
        return joined(parts);
    }

    private static String text(CatalogView view, ViewTexts views) {
        List<String> parts = new ArrayList<>(view.tags());
        parts.addAll(views.of(view));
        parts.addAll(List.of(view.dataset(), view.description(), view.owner()));
        return joined(parts);
    }

    /// What the caller sees of it.
    private static String text(
            Resource resource, ViewTexts views, Map<TableName, Set<String>> columns) {
        List<String> parts = new ArrayList<>(resource.tags());
        parts.addAll(views.of(resource.name(), columns));
        parts.add(resource.spec().path("query").asText(""));
        parts.addAll(List.of(resource.name(), resource.description(), resource.owner()));
        parts.add(
                String.join(
                        ".",
                        resource.spec().path("source").asText(""),
                        resource.spec().path("schema").asText("public"),
                        resource.spec().path("table").asText(resource.name())));
        resource.spec()
                .path("columns")
                .forEach(column -> {
                    parts.add(column.path("name").asText());
                    parts.add(column.path("description").asText());
                    column.path("tags").forEach(tag -> parts.add(tag.asText()));
                });
        return joined(parts);
    }

    private static String joined(List<String> parts) {
        return String.join("\n", parts).toLowerCase(Locale.ROOT);
    }
}

package dev.trawl.policy.function;

import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Dependencies;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Router;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.policy.PolicyRequest;
import dev.trawl.policy.RuleFinding;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `GET /v1/impact/{dataset}?column=&purpose=`: what is declared that depends on a dataset, before
/// it is changed or dropped: views, exports and checks, through views on views, and the rules that
/// select it. Of all that only what the caller may describe or administer. Thread-safe.
final class DependentsRoute {
    private static final int DEPENDENTS_MAX = 1_000;

    private final Credentials credentials;
    private final PoliciesInForce policies;
    private final Administration administration;
    private final ResourceService resources;
    private final Clock clock;

    DependentsRoute(
            Credentials credentials,
            PoliciesInForce policies,
            Administration administration,
            ResourceService resources,
            Clock clock) {
        this.credentials = credentials;
        this.policies = policies;
        this.administration = administration;
        this.resources = resources;
        this.clock = clock;
    }

    Router.Builder addTo(Router.Builder routes) {
        return routes.on("GET", "/v1/impact/{dataset}", (r, _) -> impact(r));
    }

    /// @param via what it uses of what was asked about
    private record Dependent(String id, String via, int distance) {}

    private HttpResponse impact(HttpRequest request) {
        Looker looker = new Looker(credentials.verify(request), policies.current(), request);
        String name = request.parameter("dataset");
        String column = request.queryValue("column").orElse(null);
        TableName table = looker.tables.get(name);
        if (table == null || !looker.mayKnow(ResourceKind.DATASET.path() + "/" + name)) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND, "there is no dataset '%s'".formatted(name));
        }
        List<Dependent> dependents = dependents(name, column, looker);
        List<String> rules = looker.rules(table);
        return HttpResponse.json(
                200,
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("dataset").string(name);
                            o.field("column").stringOrNull(column);
                            o.field("dependents").list(dependents, DependentsRoute::write);
                            o.field("rules").list(rules, JsonWriter::string);
                        })));
    }

    private static void write(JsonWriter out, Dependent dependent) {
        int slash = dependent.id().indexOf('/');
        out.object(o ->
                o.field("kind")
                        .string(dependent.id().substring(0, slash))
                        .field("name")
                        .string(dependent.id().substring(slash + 1))
                        .field("via")
                        .string(dependent.via())
                        .field("distance")
                        .integer(dependent.distance()));
    }

    /// Nearest first. Of what uses the dataset itself only what may use the column; a column may
    /// have another name further on.
    private List<Dependent> dependents(String name, @Nullable String column, Looker looker) {
        Dependencies declared = resources.dependencies();
        Map<String, Dependent> found = new LinkedHashMap<>();
        List<String> level = List.of(ResourceKind.DATASET.path() + "/" + name);
        for (int distance = 1; !level.isEmpty() && found.size() < DEPENDENTS_MAX; distance++) {
            List<String> next = new ArrayList<>();
            for (String via : level) {
                for (String user : declared.users(via)) {
                    boolean isWanted =
                            !found.containsKey(user)
                                    && looker.mayKnow(user)
                                    && (distance > 1 || column == null || mayUse(user, column));
                    if (isWanted) {
                        found.put(user, new Dependent(user, via, distance));
                        next.add(user);
                    }
                }
            }
            level = next;
        }
        return List.copyOf(found.values());
    }

    /// Whether a resource's text may mean a column: it has its name, or all columns.
    private boolean mayUse(String id, String column) {
        Pattern word =
                Pattern.compile(
                        "\\b" + Pattern.quote(column) + "\\b|(?<!count\\()\\*",
                        Pattern.CASE_INSENSITIVE);
        int slash = id.indexOf('/');
        return ResourceKind.find(id.substring(0, slash))
                .flatMap(kind -> resources.find(kind, id.substring(slash + 1)))
                .map(ResourceService.Current::resource)
                .map(Resource::spec)
                .filter(spec -> word.matcher(spec.toString()).find())
                .isPresent();
    }

    /// What one caller may know of.
    private final class Looker {
        private final Principal caller;
        private final InForce inForce;
        private final @Nullable String ip;
        private final @Nullable String purpose;
        private final Map<String, TableName> tables = new HashMap<>();

        Looker(Principal caller, InForce inForce, HttpRequest request) {
            this.caller = caller;
            this.inForce = inForce;
            this.ip = request.sourceIp();
            this.purpose =
                    inForce.policies()
                            .purpose(caller, request.queryValue("purpose").orElse(null))
                            .orElse(null);
            CatalogSnapshot catalog = inForce.catalog();
            catalog.tables().values().forEach(t -> tables.put(t.dataset(), t.name()));
            catalog.views().values().forEach(v -> tables.put(v.dataset(), v.name()));
        }

        boolean mayKnow(String id) {
            int slash = id.indexOf('/');
            String name = id.substring(slash + 1);
            TableName table = tables.get(name);
            return administrable(id)
                    || id.startsWith(ResourceKind.DATASET.path() + "/")
                            && table != null
                            && decision(table).outcome() instanceof Decision.Permit;
        }

        private boolean administrable(String id) {
            int slash = id.indexOf('/');
            return ResourceKind.find(id.substring(0, slash))
                    .filter(kind ->
                            administration.mayAdminister(
                                    new Asker(caller, ip),
                                    kind.text(),
                                    id.substring(slash + 1),
                                    inForce.policies()))
                    .isPresent();
        }

        /// Rules that select a table, of policies that the caller may administer.
        List<String> rules(TableName table) {
            return Stream.of(decision(table))
                    .flatMap(d -> d.findings().stream())
                    .map(RuleFinding::rule)
                    .filter(rule ->
                            administrable(
                                    ResourceKind.POLICY.path()
                                            + "/"
                                            + rule.substring(0, rule.indexOf('.'))))
                    .toList();
        }

        private TableDecision decision(TableName table) {
            return inForce.policies()
                    .decide(
                            new PolicyRequest(
                                    caller,
                                    purpose,
                                    Action.DESCRIBE,
                                    null,
                                    clock.instant(),
                                    ip,
                                    List.of(table)),
                            inForce.catalog())
                    .tables()
                    .getFirst();
        }
    }
}

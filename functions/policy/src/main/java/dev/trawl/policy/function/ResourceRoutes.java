package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.catalog.Applied;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Conditions;
import dev.trawl.catalog.PolicyStore;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceEvent;
import dev.trawl.catalog.ResourceJson;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.policy.PolicySet;
import dev.trawl.policy.Protection;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// `POST /v1/apply` for every kind, and `/v1/resources` of the kinds that only this function
/// writes. Who changes something is checked against the policies in force before the change.
final class ResourceRoutes {
    private static final String ETAG = "etag";

    private final Credentials credentials;
    private final PoliciesInForce policies;
    private final StoredPolicies stored;
    private final Administration administration;
    private final ResourceService resources;
    private final Standing standing;
    private final AuditLog audit;
    private final Clock clock;

    ResourceRoutes(
            Credentials credentials,
            PoliciesInForce policies,
            StoredPolicies stored,
            Administration administration,
            ResourceService resources,
            Standing standing,
            AuditLog audit,
            Clock clock) {
        this.standing = standing;
        this.credentials = credentials;
        this.policies = policies;
        this.stored = stored;
        this.administration = administration;
        this.resources = resources;
        this.audit = audit;
        this.clock = clock;
    }

    Router.Builder addTo(Router.Builder routes) {
        routes.on("POST", "/v1/apply", this::apply);
        Arrays.stream(ResourceKind.values())
                .filter(ResourceKind::isGoverned)
                .forEach(kind -> {
                    String list = "/v1/resources/" + kind.path();
                    String one = list + "/{name}";
                    routes.on("GET", list, (r, _) -> list(kind, r))
                            .on("GET", one, (r, _) -> get(kind, r))
                            .on("PUT", one, (r, i) -> put(kind, r, i))
                            .on("DELETE", one, (r, i) -> delete(kind, r, i))
                            .on("GET", one + "/history", (r, _) -> history(kind, r));
                });
        return new VersionRoutes(credentials, policies, administration, resources, this::change)
                .addTo(routes);
    }

    /// A bundle of any kinds, all or nothing as far as one transaction holds it.
    private HttpResponse apply(HttpRequest request, Invocation invocation) {
        return change(request, invocation, Bundles.changes(request.bodyText()));
    }

    private HttpResponse put(ResourceKind kind, HttpRequest request, Invocation invocation) {
        List<Resource> parsed = ResourceDocuments.parse(request.bodyText());
        String name = request.parameter("name");
        if (parsed.size() != 1
                || parsed.getFirst().kind() != kind
                || !parsed.getFirst().name().equals(name)) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "the body is the one resource that the path names, %s/%s"
                            .formatted(kind.path(), name));
        }
        Change change = new Change(kind, name, parsed.getFirst(), head(request));
        return change(request, invocation, List.of(change));
    }

    private HttpResponse delete(ResourceKind kind, HttpRequest request, Invocation invocation) {
        String name = request.parameter("name");
        Change change = new Change(kind, name, null, head(request));
        PolicySet inForce = policies.current().policies();
        administration.require(caller(request), kind.text(), name, inForce);
        find(kind, name);
        return change(request, invocation, List.of(change));
    }

    private HttpResponse change(HttpRequest request, Invocation invocation, List<Change> changes) {
        Asker caller = caller(request);
        PolicySet inForce = policies.current().policies();
        changes.forEach(change -> authorize(caller, change, inForce));
        boolean isDry = isDry(request);
        UnaryOperator<List<String>> known =
                ids -> ids.stream().filter(id -> mayKnow(caller, id, inForce)).toList();
        if (!isDry) {
            record(caller, invocation, changes);
        }
        Guarded guarded = new Guarded(caller, isDry);
        Applied applied =
                isDry
                        ? resources.plan(changes, guarded, known)
                        : resources.apply(changes, caller.id(), guarded, known);
        policies.expire();
        policies.current();
        invocation.note("author", caller.id());
        invocation.note("changes", Integer.toString(changes.size()));
        return HttpResponse.json(200, guarded.told(ResourceJson.applied(applied)));
    }

    static boolean isDry(HttpRequest request) {
        return request.query().containsKey("dryRun")
                && !request.queryValue("dryRun").equals(Optional.of("false"));
    }

    /// Lets changes that lower protection pass for stewards only. It compares with what is in force
    /// at the moment of the commit, which fails if that is another by then.
    private final class Guarded implements PolicyStore {
        private final Asker caller;
        private final boolean isDry;
        private List<Protection.Lowered> lowered = List.of();

        Guarded(Asker caller, boolean isDry) {
            this.caller = caller;
            this.isDry = isDry;
        }

        @Override
        public String store(List<Resource> governing, CatalogSnapshot catalog) {
            PolicySet after = stored.compile(governing.stream(), catalog);
            policies.expire();
            InForce before = policies.current();
            lowered = Protection.lowered(before.policies(), before.catalog(), after, catalog);
            if (!isDry) {
                administration.requireSteward(caller, lowered, before.policies());
            }
            return stored.store(after);
        }

        /// The answer, with what lowers protection, if anything does.
        String told(String answer) {
            if (lowered.isEmpty()) {
                return answer;
            }
            String more =
                    JsonWriter.write(out ->
                            out.object(o ->
                                    o.field("lowers")
                                            .list(
                                                    lowered.stream()
                                                            .map(Protection.Lowered::reason)
                                                            .toList(),
                                                    JsonWriter::string)));
            return answer.substring(0, answer.length() - 1) + "," + more.substring(1);
        }
    }

    /// Whether a resource may be named to somebody who does not ask for it.
    private boolean mayKnow(Asker caller, String id, PolicySet inForce) {
        int slash = id.indexOf('/');
        return ResourceKind.find(id.substring(0, slash))
                .filter(kind ->
                        administration.mayAdminister(
                                caller, kind.text(), id.substring(slash + 1), inForce))
                .isPresent();
    }

    /// Who is about to change what; the history of each resource has what came of it.
    private void record(Asker caller, Invocation invocation, List<Change> changes) {
        AuditEvent.Builder event =
                AuditEvent.builder(AuditEvent.Kind.CHANGE, clock.instant(), caller.id())
                        .action("administer")
                        .trace(invocation.traceId());
        changes.forEach(c ->
                event.detail(
                        c.kind().path() + "/" + c.name(), c.resource() == null ? "delete" : "put"));
        audit.record(event.build());
    }

    private void authorize(Asker caller, Change change, PolicySet inForce) {
        administration.require(caller, change.kind().text(), change.name(), inForce);
        Resource resource = change.resource();
        if (resource != null
                && (change.kind() == ResourceKind.EXPORT || change.kind() == ResourceKind.CHECK)) {
            String principal = resource.spec().path("principal").asText("");
            administration.requireActAs(caller, principal, inForce);
        }
        if (change.kind() == ResourceKind.POLICY
                && !administration.isAdministrator(caller.principal())
                && change.resource() != null
                && StoredPolicies.administers(change.resource())) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "policy '%s' gives the action administer or act_as; only administrators of the"
                                    .formatted(change.name())
                            + " deployment (TRAWL_ADMINISTRATORS) may apply it");
        }
    }

    private Predicate<String> policiesKnownTo(Asker caller, PolicySet inForce) {
        return name ->
                administration.mayAdminister(caller, ResourceKind.POLICY.text(), name, inForce);
    }

    private HttpResponse list(ResourceKind kind, HttpRequest request) {
        Asker caller = caller(request);
        PolicySet inForce = policies.current().policies();
        List<ResourceService.Current> visible =
                resources.list(kind).stream()
                        .filter(c ->
                                administration.mayAdminister(
                                        caller, kind.text(), c.resource().name(), inForce))
                        .toList();
        Map<String, List<Conditions.Condition>> conditions =
                standing.ofKind(kind, policiesKnownTo(caller, inForce));
        return HttpResponse.json(
                200,
                ResourceJson.list(
                        visible,
                        r ->
                                Conditions.told(
                                        ResourceDocuments.write(r),
                                        conditions.getOrDefault(r.id(), List.of()))));
    }

    private HttpResponse get(ResourceKind kind, HttpRequest request) {
        ResourceService.Current current = visible(kind, request);
        return HttpResponse.json(
                        200,
                        Conditions.told(
                                ResourceDocuments.write(current.resource()),
                                standing.of(
                                        current.resource(),
                                        policiesKnownTo(
                                                caller(request), policies.current().policies()))))
                .with(ETAG, '"' + current.head() + '"');
    }

    private HttpResponse history(ResourceKind kind, HttpRequest request) {
        administration.require(
                caller(request),
                kind.text(),
                request.parameter("name"),
                policies.current().policies());
        List<ResourceEvent> events = resources.history(kind, request.parameter("name"));
        if (events.isEmpty()) {
            throw missing(kind, request.parameter("name"));
        }
        return HttpResponse.json(200, ResourceJson.history(events));
    }

    private ResourceService.Current visible(ResourceKind kind, HttpRequest request) {
        String name = request.parameter("name");
        administration.require(caller(request), kind.text(), name, policies.current().policies());
        return find(kind, name);
    }

    private ResourceService.Current find(ResourceKind kind, String name) {
        return resources.find(kind, name).orElseThrow(() -> missing(kind, name));
    }

    private static TrawlException missing(ResourceKind kind, String name) {
        return new TrawlException(
                ErrorCode.NOT_FOUND, "there is no %s/%s".formatted(kind.path(), name));
    }

    /// The event that the author saw, as `If-Match` has it.
    private static @org.jspecify.annotations.Nullable String head(HttpRequest request) {
        return request.header("if-match").map(tag -> tag.replace("\"", "")).orElse(null);
    }

    private Asker caller(HttpRequest request) {
        return Asker.of(credentials, request);
    }
}

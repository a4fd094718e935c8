package dev.trawl.policy.function;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.auth.Principal;
import dev.trawl.catalog.Applied;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.ResourceJson;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Revision;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Earlier states of the kinds that only this function writes, one by one and the policies as a
/// whole, and the way back. Going back is an apply: who may not change something by it may not go
/// back either. Thread-safe.
final class VersionRoutes {
    /// What decisions depend on.
    private static final Set<ResourceKind> POLICIES =
            EnumSet.of(ResourceKind.POLICY, ResourceKind.PURPOSE, ResourceKind.PRINCIPAL);

    private static final int REVISIONS_MAX = 1_000;
    private static final int REVISIONS_DEFAULT = 100;

    private final Credentials credentials;
    private final PoliciesInForce policies;
    private final Administration administration;
    private final ResourceService resources;
    private final Changing changing;

    /// @param changing checks and applies as an apply does
    VersionRoutes(
            Credentials credentials,
            PoliciesInForce policies,
            Administration administration,
            ResourceService resources,
            Changing changing) {
        this.credentials = credentials;
        this.policies = policies;
        this.administration = administration;
        this.resources = resources;
        this.changing = changing;
    }

    /// Checks who asks, and applies.
    @FunctionalInterface
    interface Changing {
        HttpResponse change(HttpRequest request, Invocation invocation, List<Change> changes);
    }

    Router.Builder addTo(Router.Builder routes) {
        Arrays.stream(ResourceKind.values())
                .filter(ResourceKind::isGoverned)
                .forEach(kind -> {
                    String one = "/v1/resources/" + kind.path() + "/{name}";
                    routes.on("GET", one + "/diff", (r, _) -> diff(kind, r))
                            .on("POST", one + "/rollback", (r, i) -> rollback(kind, r, i));
                });
        return routes.on("GET", "/v1/policies/history", (r, _) -> history(r))
                .on("GET", "/v1/policies/diff", (r, _) -> diff(r))
                .on("POST", "/v1/policies/rollback", this::rollback);
    }

    private HttpResponse diff(ResourceKind kind, HttpRequest request) {
        requireAdministration(kind, request);
        return HttpResponse.json(
                200,
                ResourceJson.difference(
                        resources
                                .versions()
                                .difference(
                                        kind,
                                        request.parameter("name"),
                                        request.queryValue("from").orElse(null),
                                        request.queryValue("to").orElse(null))));
    }

    private HttpResponse rollback(ResourceKind kind, HttpRequest request, Invocation invocation) {
        requireAdministration(kind, request);
        JsonNode event = Documents.parse(request).path("event");
        Change back =
                resources
                        .versions()
                        .back(
                                kind,
                                request.parameter("name"),
                                event.isTextual() ? event.textValue() : null,
                                head(request));
        return changing.change(request, invocation, List.of(back));
    }

    /// Applies that changed a policy, purpose or principal.
    private HttpResponse history(HttpRequest request) {
        requireAdministrator(request);
        int limit = (int) number(request, "limit", REVISIONS_DEFAULT, REVISIONS_MAX);
        List<Revision> revisions =
                resources.revisions(REVISIONS_MAX).stream()
                        .filter(r -> r.changes().stream().anyMatch(VersionRoutes::isPolicies))
                        .limit(limit)
                        .toList();
        return HttpResponse.json(200, ResourceJson.revisions(revisions));
    }

    /// What going back to a sequence would change.
    private HttpResponse diff(HttpRequest request) {
        requireAdministrator(request);
        List<Change> changes =
                resources
                        .versions()
                        .back(POLICIES, number(request, "sequence", -1, Long.MAX_VALUE));
        // Only differences are asked for: whether the policies compile shows the dry run.
        Applied applied = resources.plan(changes, (_, _) -> "");
        return HttpResponse.json(200, ResourceJson.applied(applied));
    }

    private HttpResponse rollback(HttpRequest request, Invocation invocation) {
        requireAdministrator(request);
        JsonNode sequence = Documents.parse(request).path("sequence");
        if (!sequence.canConvertToLong() || !sequence.isIntegralNumber()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "'sequence' must be a number that GET /v1/policies/history gives");
        }
        return changing.change(
                request, invocation, resources.versions().back(POLICIES, sequence.longValue()));
    }

    private static boolean isPolicies(String id) {
        return POLICIES.stream().anyMatch(kind -> id.startsWith(kind.path() + "/"));
    }

    private void requireAdministration(ResourceKind kind, HttpRequest request) {
        administration.require(
                Asker.of(credentials, request),
                kind.text(),
                request.parameter("name"),
                policies.current().policies());
    }

    private void requireAdministrator(HttpRequest request) {
        administration.requireAdministrator(caller(request), "the history of all policies");
    }

    private Principal caller(HttpRequest request) {
        return credentials.verify(request);
    }

    private static @Nullable String head(HttpRequest request) {
        return request.header("if-match").map(tag -> tag.replace("\"", "")).orElse(null);
    }

    /// @param otherwise negative where it must be given
    private static long number(HttpRequest request, String name, long otherwise, long max) {
        String text = request.queryValue(name).orElse(Long.toString(otherwise));
        if (!text.matches("[0-9]{1,12}") || Long.parseLong(text) > max) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "'%s' must be a whole number".formatted(name));
        }
        return Long.parseLong(text);
    }
}

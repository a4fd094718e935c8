package dev.trawl.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The HTTP API's routes, for the local front and for the deployment.
public final class Routes {

    /// Kinds of resources that the policy function alone may write.
    public static final List<String> POLICY_KINDS =
            List.of("policy", "purpose", "principal", "source");

    private static final String QUERY = "query";
    private static final String POLICY = "policy";
    private static final String CATALOG = "scan-metadata";
    private static final String EXPORT = "export";

    private static final List<Route> ALL = all();

    /// A route and its parameters in one request.
    public record Match(Route route, Map<String, String> parameters) {

        public Match {
            parameters = Map.copyOf(parameters);
        }
    }

    private Routes() {}

    /// All routes; where two match, the one with more fixed segments is meant.
    public static List<Route> list() {
        return ALL;
    }

    /// The route of a request.
    public static Optional<Match> find(String method, String rawPath) {
        return ALL.stream()
                .flatMap(route ->
                        route.match(method, rawPath).stream()
                                .map(parameters -> new Match(route, parameters)))
                .max(Comparator.comparingLong(match -> match.route().fixedSegments()));
    }

    private static List<Route> all() {
        List<Route> routes =
                new ArrayList<>(
                        List.of(
                                route("POST", "/v1/query", QUERY),
                                route("POST", "/v1/explain", QUERY),
                                route("GET", "/v1/queries/{id}", QUERY),
                                route("DELETE", "/v1/queries/{id}", QUERY),
                                route("GET", "/v1/queries/{id}/results", QUERY),
                                new Route("GET", "/v1/health", QUERY, true),
                                new Route("GET", "/v1/openapi.yaml", QUERY, true),
                                route("POST", "/v1/decisions", POLICY),
                                route("POST", "/v1/policy-tests", POLICY),
                                route("POST", "/v1/policy-impact", POLICY),
                                route("POST", "/v1/revocations", POLICY),
                                route("POST", "/v1/apply", POLICY),
                                route("GET", "/v1/search", CATALOG),
                                new Route("GET", "/v1/schemas", CATALOG, true),
                                new Route("GET", "/v1/schemas/{kind}", CATALOG, true),
                                route("GET", "/v1/lineage/{dataset}", QUERY),
                                route("GET", "/v1/impact/{dataset}", POLICY),
                                route("GET", "/v1/policies/history", POLICY),
                                route("GET", "/v1/policies/diff", POLICY),
                                route("POST", "/v1/policies/rollback", POLICY),
                                route("GET", "/v1/audit", QUERY),
                                route("POST", "/v1/scans", CATALOG),
                                route("GET", "/v1/classification/{dataset}", CATALOG),
                                route("POST", "/v1/classification/{dataset}", CATALOG),
                                route("POST", "/v1/checks/{name}/runs", CATALOG),
                                route("GET", "/v1/checks/{name}/runs", CATALOG),
                                route("POST", "/v1/exports/{name}/runs", EXPORT),
                                route("GET", "/v1/exports/{name}/runs", EXPORT),
                                route("GET", "/v1/exports/{name}", EXPORT),
                                route("POST", "/v1/exports/{name}/pause", EXPORT),
                                route("POST", "/v1/exports/{name}/resume", EXPORT),
                                route("POST", "/v1/exports/{name}/backfill", EXPORT),
                                route("DELETE", "/v1/exports/{name}/backfill", EXPORT),
                                route("DELETE", "/v1/runs/{id}", EXPORT),
                                route("POST", "/v1/runs/{id}/redrive", EXPORT),
                                route("GET", "/v1/runs/{id}", EXPORT)));
        routes.addAll(resources("{kind}", CATALOG));
        POLICY_KINDS.forEach(kind -> routes.addAll(resources(kind, POLICY)));
        return List.copyOf(routes);
    }

    private static List<Route> resources(String kind, String function) {
        String list = "/v1/resources/" + kind;
        String one = list + "/{name}";
        return Stream.of(
                        route("GET", list, function),
                        route("GET", one, function),
                        route("PUT", one, function),
                        route("DELETE", one, function),
                        route("GET", one + "/history", function),
                        route("GET", one + "/diff", function),
                        route("POST", one + "/rollback", function))
                .toList();
    }

    private static Route route(String method, String path, String function) {
        return new Route(method, path, function, false);
    }
}

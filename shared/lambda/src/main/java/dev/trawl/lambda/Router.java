package dev.trawl.lambda;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The routes of a function: method and path pattern to handler. In a pattern `{name}` stands for
/// one segment that is not empty.
public final class Router implements HttpHandler {
    private final List<Route> routes;

    private Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /// One route; without its handler, for documents and tests.
    public record Route(String method, String pattern, HttpHandler handler) {
        public Route {
            if (!pattern.startsWith("/")) {
                throw new IllegalArgumentException("a pattern begins with a slash: " + pattern);
            }
        }

        @Override
        public String toString() {
            return method + " " + pattern;
        }
    }

    /// Collects routes.
    public static final class Builder {
        private final List<Route> routes = new ArrayList<>();

        private Builder() {}

        /// @throws IllegalArgumentException if there is such a route already
        public Builder on(String method, String pattern, HttpHandler handler) {
            Route route = new Route(method, pattern, handler);
            if (routes.stream().anyMatch(r -> r.toString().equals(route.toString()))) {
                throw new IllegalArgumentException("two handlers for " + route);
            }
            routes.add(route);
            return this;
        }

        public Router build() {
            return new Router(routes);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    public List<Route> routes() {
        return routes;
    }

    @Override
    public HttpResponse handle(HttpRequest request, Invocation invocation) {
        SortedSet<String> methods = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> match = match(route.pattern(), request.path());
            if (match.isPresent()) {
                if (route.method().equals(request.method())) {
                    invocation.note("route", route.toString());
                    return route.handler().handle(request.withParameters(match.get()), invocation);
                }
                methods.add(route.method());
            }
        }
        if (methods.isEmpty()) {
            throw new TrawlException(ErrorCode.NOT_FOUND, "there is no such route");
        }
        return Problems.response(
                        new TrawlException(
                                ErrorCode.METHOD_NOT_ALLOWED,
                                "this route has the methods " + String.join(", ", methods)),
                        invocation.queryId())
                .with("allow", String.join(", ", methods));
    }

    private static Optional<Map<String, String>> match(String pattern, String path) {
        String[] wanted = pattern.split("/", -1);
        String[] found = path.split("/", -1);
        if (wanted.length != found.length) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{") && wanted[i].endsWith("}")) {
                if (found[i].isEmpty()) {
                    return Optional.empty();
                }
                parameters.put(wanted[i].substring(1, wanted[i].length() - 1), found[i]);
            } else if (!wanted[i].equals(found[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }
}

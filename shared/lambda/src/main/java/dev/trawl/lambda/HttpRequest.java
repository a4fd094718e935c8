package dev.trawl.lambda;

import dev.trawl.plan.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An HTTP request as it reached the gateway.
///
/// @param method in capitals
/// @param path decoded once, without the stage, beginning with a slash
/// @param query decoded values by name, in order
/// @param headers by name in lower case; several values are joined with commas
/// @param parameters what the route's pattern found in the path
/// @param sourceIp address of the gateway's peer, never what a header claims; absent if unknown
public record HttpRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        Map<String, String> parameters,
        Bytes body,
        @Nullable String sourceIp) {
    /// From nowhere in particular.
    public HttpRequest(
            String method,
            String path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            Map<String, String> parameters,
            Bytes body) {
        this(method, path, query, headers, parameters, body, null);
    }

    public HttpRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
        parameters = Map.copyOf(parameters);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /// The first value of a query parameter.
    public Optional<String> queryValue(String name) {
        return Optional.ofNullable(query.get(name)).map(List::getFirst);
    }

    /// A part of the path that the route names.
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    public String bodyText() {
        return new String(body.toArray(), StandardCharsets.UTF_8);
    }

    /// The JWT of `Authorization: Bearer …`; absent if there is none.
    public Optional<String> bearerToken() {
        return header("authorization")
                .filter(v -> v.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(v -> v.substring(7).strip())
                .filter(v -> !v.isEmpty());
    }

    HttpRequest withParameters(Map<String, String> found) {
        return new HttpRequest(method, path, query, headers, found, body, sourceIp);
    }

    /// Method and path only: headers hold credentials, queries and bodies data.
    @Override
    public String toString() {
        return method + " " + path;
    }
}

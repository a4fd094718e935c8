package dev.trawl.fleet;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One route of the gateway: method, path with `{parameters}`, logical function, and whether
/// anybody may call it.
public record Route(String method, String path, String function, boolean isOpen) {

    /// `GET /v1/queries/{id}`.
    public String key() {
        return method + " " + path;
    }

    /// The path's parameters, decoded, if the route is for this request.
    Optional<Map<String, String>> match(String requestMethod, String rawPath) {
        List<String> pattern = segments(path);
        List<String> given = segments(rawPath);
        if (!method.equals(requestMethod) || pattern.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String part = pattern.get(i);
            if (part.startsWith("{")) {
                parameters.put(part.substring(1, part.length() - 1), decode(given.get(i)));
            } else if (!part.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    /// How many of its segments are fixed; the gateway prefers more.
    long fixedSegments() {
        return segments(path).stream().filter(part -> !part.startsWith("{")).count();
    }

    private static List<String> segments(String path) {
        String trimmed =
                path.length() > 1 && path.endsWith("/")
                        ? path.substring(0, path.length() - 1)
                        : path;
        return new ArrayList<>(List.of(trimmed.split("/", -1)));
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

package dev.trawl.local.front;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One request at the front; header names are lower-case, path and query as on the request line.
final class FrontRequest {

    private final String id = UUID.randomUUID().toString();
    private final String method;
    private final String rawPath;
    private final String rawQuery;
    private final Map<String, List<String>> headers;
    private final String sourceIp;
    private final byte[] body;

    FrontRequest(
            String method,
            String rawPath,
            String rawQuery,
            Map<String, List<String>> headers,
            String sourceIp,
            byte[] body) {
        this.method = method;
        this.rawPath = rawPath;
        this.rawQuery = rawQuery;
        this.headers = headers;
        this.sourceIp = sourceIp;
        this.body = body;
    }

    static FrontRequest of(HttpExchange exchange, byte[] body) {
        Map<String, List<String>> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return new FrontRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                headers,
                exchange.getRemoteAddress().getAddress().getHostAddress(),
                body);
    }

    String id() {
        return id;
    }

    String method() {
        return method;
    }

    String rawPath() {
        return rawPath;
    }

    String rawQuery() {
        return rawQuery;
    }

    Map<String, List<String>> headers() {
        return headers;
    }

    @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    String sourceIp() {
        return sourceIp;
    }

    byte[] body() {
        return body;
    }
}

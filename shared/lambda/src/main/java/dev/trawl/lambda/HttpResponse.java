package dev.trawl.lambda;

import dev.trawl.plan.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer over HTTP.
///
/// @param headers names as they go out
public record HttpResponse(int status, Map<String, String> headers, Bytes body) {
    public HttpResponse {
        headers = Map.copyOf(headers);
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("no such status: " + status);
        }
    }

    public static HttpResponse json(int status, String body) {
        return text(status, "application/json", body);
    }

    public static HttpResponse text(int status, String contentType, String body) {
        return bytes(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpResponse bytes(int status, String contentType, byte[] body) {
        return new HttpResponse(
                status,
                Map.of("content-type", contentType, "cache-control", "no-store"),
                Bytes.copyOf(body));
    }

    public static HttpResponse empty(int status) {
        return new HttpResponse(
                status, Map.of("cache-control", "no-store"), Bytes.copyOf(new byte[0]));
    }

    public HttpResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpResponse(status, more, body);
    }

    public String bodyText() {
        return new String(body.toArray(), StandardCharsets.UTF_8);
    }
}

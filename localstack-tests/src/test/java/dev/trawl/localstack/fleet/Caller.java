package dev.trawl.localstack.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The HTTP API as one caller sees it; whatever is answered is an answer. Thread-safe.
public final class Caller {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final String endpoint;
    private final @Nullable String token;

    Caller(String endpoint, @Nullable String token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /// One answer.
    public record Answer(HttpResponse<byte[]> http) {
        /// Its status.
        public int status() {
            return http.statusCode();
        }

        /// Its body, or an empty object.
        public JsonNode json() {
            try {
                return http.body().length == 0
                        ? MAPPER.createObjectNode()
                        : MAPPER.readTree(text());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not JSON: " + text(), e);
            }
        }

        /// Its body.
        public String text() {
            return new String(http.body(), StandardCharsets.UTF_8);
        }

        /// A header.
        public String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status() + " " + text();
        }
    }

    /// A question with the body of `POST /v1/query`.
    public Answer query(ObjectNode body) {
        return send("POST", "/v1/query", body.toString());
    }

    /// A question for a purpose that waits for its answer.
    public Answer query(String sql, @Nullable String purpose) {
        return query(body(sql, purpose).put("wait", 25));
    }

    /// The body of a question.
    public static ObjectNode body(String sql, @Nullable String purpose) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("sql", sql);
        if (purpose != null) {
            body.put("purpose", purpose);
        }
        return body;
    }

    /// A request; paths begin with `/`.
    public Answer send(String method, String path, @Nullable String json) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(endpoint + path))
                        .timeout(Duration.ofSeconds(40))
                        .header("Accept", "application/json")
                        .method(
                                method,
                                json == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return new Answer(exchange(request.build()));
    }

    /// The bytes behind an address that needs no token.
    public static HttpResponse<byte[]> download(String address) {
        return exchange(HttpRequest.newBuilder(URI.create(address)).build());
    }

    private static HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

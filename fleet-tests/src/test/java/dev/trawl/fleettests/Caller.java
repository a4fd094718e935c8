package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/// The HTTP API as one caller. Thread-safe.
record Caller(HttpClient client, String endpoint, String token) {
    static final String JSON = "application/json";
    static final String ARROW = "application/vnd.apache.arrow.stream";

    /// Longer than any answer may take.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(45);

    /// The answer to a query, waited for as long as the fleet allows, polled for after that.
    Answer query(String sql) {
        return query(request(sql), JSON);
    }

    Answer query(ObjectNode request, String accept) {
        Answer answer = post("/v1/query", request.toString(), Map.of("Accept", accept));
        while (answer.status() == 202) {
            answer = get(answer.location() + "/results", accept);
        }
        return answer;
    }

    /// A query that waits 25 seconds for its answer.
    static ObjectNode request(String sql) {
        return JsonNodeFactory.instance.objectNode().put("sql", sql).put("wait", 25);
    }

    Answer get(String path, String accept) {
        return send("GET", path, "", Map.of("Accept", accept));
    }

    Answer delete(String path) {
        return send("DELETE", path, "", Map.of());
    }

    Answer post(String path, String body) {
        return post(path, body, Map.of("Accept", JSON));
    }

    Answer post(String path, String body, Map<String, String> headers) {
        return send("POST", path, body, headers);
    }

    Answer send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(endpoint + path))
                        .timeout(ANSWER_MAX)
                        .header("Authorization", "Bearer " + token)
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return exchange(request.build());
    }

    /// The bytes behind a presigned URL, without the token.
    Answer download(String url) {
        return exchange(HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_MAX).build());
    }

    private Answer exchange(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

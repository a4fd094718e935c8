package dev.trawl.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The HTTP API of a fleet, as one caller.
final class Api implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(40);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI endpoint;
    private final @Nullable String token;

    Api(String endpoint, @Nullable String token) {
        this.endpoint = URI.create(endpoint.endsWith("/") ? endpoint : endpoint + "/");
        this.token = token;
    }

    /// One request of this API.
    ///
    /// @param key names the request, so that it can be repeated; empty for none
    record Call(String method, String path, @Nullable String json, String accept, String key) {

        Call(String method, String path, @Nullable String json, String accept) {
            this(method, path, json, accept, "");
        }

        static Call get(String path) {
            return new Call("GET", path, null, "application/json");
        }

        static Call post(String path, String json) {
            return new Call("POST", path, json, "application/json");
        }

        Call accepting(String type) {
            return new Call(method, path, json, type, key);
        }

        Call keyed(String name) {
            return new Call(method, path, json, accept, name);
        }
    }

    /// The answer's JSON.
    ///
    /// @throws ProblemException if the fleet refuses
    JsonNode json(Call call) {
        return parse(text(send(call)));
    }

    /// Any successful answer.
    ///
    /// @throws ProblemException if the fleet refuses
    HttpResponse<byte[]> send(Call call) {
        BodyPublisher body =
                call.json() == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(call.json());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(resolve(call.path()))
                        .timeout(ANSWER_MAX)
                        .header("Accept", call.accept())
                        .method(call.method(), body);
        if (call.json() != null) {
            request.header("Content-Type", "application/json");
        }
        if (!call.key().isEmpty()) {
            request.header("Idempotency-Key", call.key());
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<byte[]> answer = exchange(request.build());
        if (answer.statusCode() >= 400) {
            throw ProblemException.of(answer.statusCode(), text(answer));
        }
        return answer;
    }

    /// The bytes behind a presigned URL, without the token.
    byte[] download(String url) {
        HttpResponse<byte[]> answer = exchange(HttpRequest.newBuilder(URI.create(url)).build());
        if (answer.statusCode() != 200) {
            throw new CommandException(
                    "A part of the result cannot be fetched: status " + answer.statusCode() + ".");
        }
        return answer.body();
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandException("The answer is not JSON.");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /// Paths and locations are below the endpoint; a token is never sent elsewhere.
    private URI resolve(String path) {
        URI uri = endpoint.resolve(path.startsWith("/") ? path.substring(1) : path);
        if (!endpoint.getAuthority().equals(uri.getAuthority())) {
            throw new CommandException("The answer leads to another host: " + uri.getHost() + ".");
        }
        return uri;
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new NoAnswerException(
                    request.uri().getScheme() + "://" + request.uri().getAuthority());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }
}

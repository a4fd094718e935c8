package dev.trawl.query.openlineage;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where events go.
final class Deliveries {
    private static final int OK = 300;

    private Deliveries() {}

    /// @param url of an OpenLineage endpoint; `file:` of a file that lines are appended to; or
    ///   `s3:` for objects under `openlineage/` in the state bucket
    /// @throws TrawlException INVALID_REQUEST for anything else
    static Outbox.Delivery of(
            URI url,
            @Nullable String key,
            Duration timeout,
            ObjectStore state,
            Supplier<String> ids) {
        return switch (String.valueOf(url.getScheme())) {
            case "http", "https" -> http(url, key, timeout);
            case "file" -> file(Path.of(url));
            case "s3" ->
                    event ->
                            state.put(
                                    "openlineage/" + ids.get() + ".json",
                                    event.getBytes(StandardCharsets.UTF_8),
                                    "application/json");
            default ->
                    throw new TrawlException(
                            ErrorCode.INVALID_REQUEST,
                            "TRAWL_OPENLINEAGE_URL begins with https:, http:, file: or s3:, not '%s'"
                                    .formatted(url.getScheme()));
        };
    }

    private static Outbox.Delivery http(URI url, @Nullable String key, Duration timeout) {
        HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build();
        return event -> {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(url)
                            .timeout(timeout)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(event));
            if (key != null) {
                request.header("Authorization", "Bearer " + key);
            }
            int status = send(client, request.build());
            if (status >= OK) {
                throw new TrawlException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "the OpenLineage endpoint answers with status " + status);
            }
        };
    }

    private static int send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }

    private static Outbox.Delivery file(Path file) {
        return event -> {
            try {
                Files.writeString(
                        file, event + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}

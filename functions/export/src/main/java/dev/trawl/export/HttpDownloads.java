package dev.trawl.export;

import dev.trawl.arrow.PartBytes;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Loads parts of results over HTTP. A client per part, so that nothing is held open between.
final class HttpDownloads implements QueryClient.Downloads {
    private static final int OK = 200;

    @Override
    public void load(String url, PartBytes target) {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(2)).build();
            HttpResponse<InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != OK) {
                    throw unreadable(null);
                }
                target.readFrom(body);
            }
        } catch (IllegalArgumentException | IOException e) {
            throw unreadable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable(e);
        }
    }

    private static TrawlException unreadable(@org.jspecify.annotations.Nullable Throwable cause) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "a part of the result cannot be read", null, cause);
    }
}

package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Loads parts of results over HTTP. A client per part, so that nothing is held open between.
final class HttpDownloads implements QueryClient.Downloads {
    private static final int OK = 200;

    @Override
    public byte[] load(String url) {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(2)).build();
            HttpResponse<byte[]> response =
                    client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != OK) {
                throw unreadable(null);
            }
            return response.body();
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

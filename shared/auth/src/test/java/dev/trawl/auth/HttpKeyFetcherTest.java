package dev.trawl.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpKeyFetcherTest {
    private final HttpKeyFetcher fetcher = new HttpKeyFetcher(VerifierSettings.DEFAULT);
    private HttpServer server = newServer();

    @BeforeEach
    void start() {
        answer("/keys", 200, "{\"keys\":[]}");
        answer("/large", 200, "x".repeat(64 * 1024 + 1));
        answer("/error", 500, "");
        server.createContext(
                "/redirect",
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "/keys");
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aKeySetIsFetched() throws IOException {
        assertThat(fetcher.fetch(uri("/keys"))).isEqualTo("{\"keys\":[]}");
    }

    @Test
    void tooLargeFailingAndRedirectedAnswersAreErrors() {
        for (String path : new String[] {"/large", "/error", "/redirect"}) {
            assertThatExceptionOfType(IOException.class)
                    .as(path)
                    .isThrownBy(() -> fetcher.fetch(uri(path)));
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(String path, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext(
                path,
                exchange -> {
                    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

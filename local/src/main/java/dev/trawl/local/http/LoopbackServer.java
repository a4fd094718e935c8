package dev.trawl.local.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/// An HTTP server on 127.0.0.1 with one virtual thread per request.
///
/// Whoever creates it closes it; requests still running are then cut off.
public final class LoopbackServer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LoopbackServer.class.getName());

    static {
        // Headers and body are two writes: with Nagle's algorithm the second waits 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        setDefault("sun.net.httpserver.idleInterval", "300");
        setDefault("sun.net.httpserver.maxIdleConnections", "1000");
    }

    /// What answers one request.
    @FunctionalInterface
    public interface Handler {

        /// The answer; it must have read what it needs of the request's body.
        HttpAnswer handle(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private LoopbackServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// A running server on `port`, or on a free one if that is 0.
    public static LoopbackServer start(int port, Handler handler) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 128);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(exchange, handler));
            server.start();
            return new LoopbackServer(server, threads);
        } catch (BindException e) {
            throw new UncheckedIOException(
                    "Port "
                            + port
                            + " on 127.0.0.1 is in use: end what listens there, or name another.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The port it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    /// `http://127.0.0.1:port`.
    public String endpoint() {
        return "http://127.0.0.1:" + port();
    }

    /// The request's body, or nothing when it is longer than `bytesMax`.
    public static Optional<byte[]> readBody(HttpExchange exchange, int bytesMax)
            throws IOException {
        InputStream body = exchange.getRequestBody();
        byte[] bytes = body.readNBytes(bytesMax + 1);
        return bytes.length > bytesMax ? Optional.empty() : Optional.of(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, Handler handler) {
        try (exchange) {
            HttpAnswer answer;
            try {
                answer = handler.handle(exchange);
            } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
                LOG.log(Level.WARNING, e, () -> "request failed: " + exchange.getRequestURI());
                answer = HttpAnswer.json(500, "{\"message\":\"Internal Server Error\"}");
            }
            write(exchange, answer);
        } catch (IOException e) {
            LOG.log(Level.FINE, "connection lost", e);
        }
    }

    private static void write(HttpExchange exchange, HttpAnswer answer) throws IOException {
        answer.headers()
                .forEach(
                        header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        byte[] body = answer.body();
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (body.length == 0 || head || answer.status() == 204 || answer.status() == 304) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}

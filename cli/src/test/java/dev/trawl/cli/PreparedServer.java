package dev.trawl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/// A server that gives prepared answers in turn, and the command line before it. Closed by who made
/// it.
final class PreparedServer implements AutoCloseable {
    final Deque<Answer> answers = new ArrayDeque<>();

    /// What was asked, as told by the function of the constructor.
    final List<String> requests = new ArrayList<>();

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    private final Function<Request, String> told;
    private final HttpServer server;

    PreparedServer(Function<Request, String> told) {
        this.told = told;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /// @param line method and path
    record Request(String line, String accept, String authorization, String body) {
        String brief() {
            return line + " " + body;
        }

        String whole() {
            return line + " " + accept + " " + authorization + " " + body;
        }
    }

    record Answer(int status, String type, String body, String location) {
        static Answer json(int status, String body) {
            return new Answer(status, "application/json", body, "");
        }
    }

    /// Documents to answer with, one request each.
    void prepare(String... documents) {
        for (String document : documents) {
            answers.add(Answer.json(200, document));
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Options by which a command finds the server.
    List<String> place() {
        return List.of("--endpoint", endpoint(), "--token", "t");
    }

    CommandLine commandLine() {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(
                    told.apply(
                            new Request(
                                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                                    exchange.getRequestHeaders().getFirst("Accept"),
                                    exchange.getRequestHeaders().getFirst("Authorization"),
                                    new String(exchange.getRequestBody().readAllBytes(), UTF_8))));
            Answer answer = answers.isEmpty() ? Answer.json(500, "{}") : answers.remove();
            exchange.getResponseHeaders().add("Content-Type", answer.type());
            exchange.getResponseHeaders().add("Retry-After", "0");
            if (!answer.location().isEmpty()) {
                exchange.getResponseHeaders().add("Location", answer.location());
            }
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

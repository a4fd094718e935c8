package dev.trawl.local.front;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.trawl.fleet.Routes;
import dev.trawl.local.http.HttpAnswer;
import dev.trawl.local.http.LoopbackServer;
import dev.trawl.local.lambda.InvocationAnswer;
import dev.trawl.local.lambda.InvokeException;
import dev.trawl.local.lambda.Invoker;
import dev.trawl.local.lambda.LambdaHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The HTTP API: routes, authorizer, limits, CORS, and the conversion between HTTP and events.
///
/// Answers that the gateway itself gives have its bodies (`{"message":"…"}`), not problem
/// documents.
public final class Front implements AutoCloseable {

    private static final String METHODS = "GET,POST,PUT,DELETE,OPTIONS";
    private static final String REQUEST_HEADERS =
            "accept,authorization,content-type,idempotency-key,if-match,traceparent,"
                    + "x-trawl-purpose";
    private static final String ANSWER_HEADERS = "etag,location,retry-after,x-trawl-query-id";

    private final FrontSettings settings;
    private final Invoker host;
    private final UnaryOperator<String> functionNames;
    private final Authorizer authorizer;
    private final AccessLog accessLog;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LoopbackServer server;

    /// A running front; `functionNames` gives the deployed name of a logical function.
    public Front(
            FrontSettings settings,
            Invoker host,
            UnaryOperator<String> functionNames,
            Authorizer authorizer) {
        this.settings = settings;
        this.host = host;
        this.functionNames = functionNames;
        this.authorizer = authorizer;
        this.accessLog = new AccessLog(settings.accessLog());
        this.server = LoopbackServer.start(settings.port(), this::handle);
    }

    /// Its address.
    public String endpoint() {
        return server.endpoint();
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownNow();
        accessLog.close();
    }

    private HttpAnswer handle(HttpExchange exchange) throws IOException {
        long start = System.nanoTime();
        if (headerBytes(exchange.getRequestHeaders()) > settings.headerBytesMax()) {
            return message(431, "Request Header Fields Too Large");
        }
        Optional<byte[]> body = LoopbackServer.readBody(exchange, settings.bodyBytesMax());
        if (body.isEmpty()) {
            return message(413, "Request Entity Too Large");
        }
        FrontRequest request = FrontRequest.of(exchange, body.get());
        HttpAnswer answer = cors(request, route(request)).with("Apigw-Requestid", request.id());
        accessLog.write(request, answer, System.nanoTime() - start);
        return answer;
    }

    private HttpAnswer route(FrontRequest request) {
        if (request.method().equals("OPTIONS") && isAllowedOrigin(request.header("origin"))) {
            return HttpAnswer.empty(204);
        }
        Optional<Routes.Match> match = Routes.find(request.method(), request.rawPath());
        if (match.isEmpty()) {
            return message(404, "Not Found");
        }
        Authorizer.Decision decision =
                match.get().route().isOpen()
                        ? new Authorizer.Decision.Allowed(Map.of())
                        : authorizer.authorize(
                                new Authorizer.Request(
                                        request.method(), request.rawPath(), request.headers()));
        return switch (decision) {
            case Authorizer.Decision.Unauthorized() -> message(401, "Unauthorized");
            case Authorizer.Decision.Allowed(Map<String, String> context) ->
                    integrate(
                            match.get().route().function(),
                            HttpEvents.event(request, match.get(), context, Instant.now()));
        };
    }

    private HttpAnswer integrate(String function, byte[] event) {
        if (event.length > LambdaHost.SYNC_BYTES_MAX) {
            return message(413, "Request Entity Too Large");
        }
        CompletableFuture<InvocationAnswer> call =
                CompletableFuture.supplyAsync(
                        () -> host.invoke(functionNames.apply(function), event), threads);
        try {
            InvocationAnswer answer =
                    call.get(settings.integrationTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return answer.isError()
                    ? message(500, "Internal Server Error")
                    : HttpEvents.answer(answer.payload());
        } catch (TimeoutException e) {
            return message(503, "Service Unavailable");
        } catch (ExecutionException | CompletionException e) {
            return e.getCause() instanceof InvokeException
                    ? message(503, "Service Unavailable")
                    : message(500, "Internal Server Error");
        } catch (IllegalArgumentException e) {
            return message(500, "Internal Server Error");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return message(503, "Service Unavailable");
        }
    }

    private HttpAnswer cors(FrontRequest request, HttpAnswer answer) {
        String origin = request.header("origin");
        if (!isAllowedOrigin(origin)) {
            return answer;
        }
        HttpAnswer allowed =
                answer.with("Access-Control-Allow-Origin", Objects.requireNonNull(origin))
                        .with("Vary", "Origin")
                        .with("Access-Control-Expose-Headers", ANSWER_HEADERS);
        return request.method().equals("OPTIONS")
                ? allowed.with("Access-Control-Allow-Methods", METHODS)
                        .with("Access-Control-Allow-Headers", REQUEST_HEADERS)
                        .with("Access-Control-Max-Age", "600")
                : allowed;
    }

    private boolean isAllowedOrigin(@Nullable String origin) {
        return origin != null
                && (settings.corsOrigins().contains("*")
                        || settings.corsOrigins().contains(origin));
    }

    private static int headerBytes(Headers headers) {
        return headers.entrySet().stream()
                .mapToInt(header -> headerBytes(header.getKey(), header.getValue()))
                .sum();
    }

    private static int headerBytes(String name, List<String> values) {
        return values.stream()
                .mapToInt(value ->
                        name.length()
                                + value.getBytes(StandardCharsets.UTF_8).length
                                + ": \r\n".length())
                .sum();
    }

    private static HttpAnswer message(int status, String message) {
        return HttpAnswer.json(status, "{\"message\":\"" + message + "\"}");
    }
}

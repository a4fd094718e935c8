package dev.trawl.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import dev.trawl.local.http.HttpAnswer;
import dev.trawl.local.http.LoopbackServer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Lambda's Runtime API for one environment.
///
/// It holds at most one invocation at a time. Whoever creates it closes it; [#close] also answers a
/// client that waits for the next invocation.
final class RuntimeApi implements AutoCloseable {

    /// The largest answer, as AWS has it: 6 MB and a little.
    static final int ANSWER_BYTES_MAX = 6 * 1024 * 1024 + 100;

    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final HttpAnswer ACCEPTED = HttpAnswer.json(202, "{\"status\":\"OK\"}");

    private final BlockingQueue<Optional<Invocation>> next = new ArrayBlockingQueue<>(2);
    private final AtomicReference<@Nullable Invocation> current = new AtomicReference<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<byte[]> initError = new CompletableFuture<>();
    private final CompletableFuture<Void> checkpoint = new CompletableFuture<>();
    private final CompletableFuture<Void> restored = new CompletableFuture<>();
    private final LoopbackServer server;
    private volatile @Nullable Process served;

    RuntimeApi() {
        this.server = LoopbackServer.start(0, this::handle);
    }

    /// The process that asks; what has ended gets no event.
    void serves(Process process) {
        served = process;
    }

    /// `host:port`, for the environment's variable.
    String address() {
        return "127.0.0.1:" + server.port();
    }

    /// Done when the environment asks for its first invocation.
    CompletableFuture<Void> ready() {
        return ready;
    }

    int port() {
        return server.port();
    }

    /// Done when the hooks before the checkpoint have run; the environment waits for [#restore].
    CompletableFuture<Void> checkpoint() {
        return checkpoint;
    }

    void restore() {
        restored.complete(null);
    }

    /// The payload of an error before that.
    CompletableFuture<byte[]> initError() {
        return initError;
    }

    void deliver(Invocation invocation) {
        next.add(Optional.of(invocation));
    }

    @Override
    public void close() {
        restore();
        next.clear();
        next.add(Optional.empty());
        server.close();
    }

    private HttpAnswer handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (!path.startsWith(PREFIX)) {
            return HttpAnswer.json(404, "{}");
        }
        String call = path.substring(PREFIX.length());
        if (exchange.getRequestMethod().equals("GET")) {
            return switch (call) {
                case "invocation/next" -> nextInvocation();
                case "restore/next" -> nextRestore();
                default -> HttpAnswer.json(404, "{}");
            };
        }
        Optional<byte[]> body = LoopbackServer.readBody(exchange, ANSWER_BYTES_MAX);
        if (call.equals("init/error") || call.equals("restore/error")) {
            initError.complete(body.orElseGet(() -> new byte[0]));
            return ACCEPTED;
        }
        String[] parts = call.split("/", -1);
        if (parts.length != 3 || !parts[0].equals("invocation")) {
            return HttpAnswer.json(404, "{}");
        }
        return complete(parts[1], parts[2].equals("error"), body);
    }

    private HttpAnswer nextRestore() {
        checkpoint.complete(null);
        restored.join();
        return HttpAnswer.empty(200);
    }

    private HttpAnswer nextInvocation() {
        ready.complete(null);
        try {
            Optional<Invocation> taken = next.take();
            if (taken.isEmpty()) {
                return HttpAnswer.json(410, "{}");
            }
            Invocation invocation = taken.get();
            Process process = served;
            if (process != null && ProcessEnd.hasBegun(process)) {
                return HttpAnswer.json(410, "{}");
            }
            current.set(invocation);
            invocation.delivered().complete(null);
            return HttpAnswer.of(
                            200,
                            java.util.List.of(
                                    new HttpAnswer.Header("Content-Type", "application/json")),
                            invocation.event())
                    .with("Lambda-Runtime-Aws-Request-Id", invocation.requestId())
                    .with(
                            "Lambda-Runtime-Deadline-Ms",
                            Long.toString(invocation.deadline().toEpochMilli()))
                    .with("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HttpAnswer.json(410, "{}");
        }
    }

    private HttpAnswer complete(String requestId, boolean error, Optional<byte[]> body) {
        Invocation invocation = current.get();
        if (invocation == null || !invocation.requestId().equals(requestId)) {
            return HttpAnswer.json(400, "{\"errorType\":\"InvalidRequestID\"}");
        }
        current.set(null);
        if (body.isEmpty()) {
            byte[] tooLarge = FunctionErrors.answerTooLarge(ANSWER_BYTES_MAX);
            invocation.answer().complete(InvocationAnswer.failed(requestId, tooLarge));
            return HttpAnswer.json(413, "{\"errorType\":\"RequestEntityTooLarge\"}");
        }
        byte[] payload = body.get();
        invocation
                .answer()
                .complete(
                        error
                                ? InvocationAnswer.failed(requestId, payload)
                                : InvocationAnswer.answered(requestId, payload));
        return ACCEPTED;
    }
}

package dev.trawl.local.lambda;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trawl.local.lambda.InvokeException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Asynchronous invocations: one attempt and one more after each delay, then a dead letter.
///
/// A throttled attempt does not count, up to [#EVENT_AGE_MAX]. Dead letters are JSON files, one
/// folder per function. Events that wait are lost when the host ends: on AWS they are not.
final class AsyncInvoker implements AutoCloseable {

    private static final Duration EVENT_AGE_MAX = Duration.ofHours(6);
    private static final Duration THROTTLE_DELAY = Duration.ofMillis(500);
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(AsyncInvoker.class.getName());

    private final List<Duration> delays;
    private final Path deadLetters;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    AsyncInvoker(List<Duration> delays, Path deadLetters) {
        this.delays = delays;
        this.deadLetters = deadLetters;
    }

    /// Takes the event and returns its id at once.
    String submit(FunctionPool pool, FunctionName called, byte[] event) {
        String id = UUID.randomUUID().toString();
        threads.execute(() -> deliver(pool, called, id, event));
        return id;
    }

    /// Takes no more events, and ends what waits between attempts.
    void stop() {
        threads.shutdownNow();
    }

    /// Waits for the attempts that run, which end with their environments.
    @Override
    public void close() {
        stop();
        try {
            if (!threads.awaitTermination(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "an event's attempt did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(FunctionPool pool, FunctionName called, String id, byte[] event) {
        Instant accepted = Instant.now();
        int attempts = 0;
        String error = "";
        try {
            while (attempts <= delays.size() && isYoung(accepted)) {
                try {
                    InvocationAnswer answer = pool.invoke(called, event);
                    if (!answer.isError()) {
                        return;
                    }
                    error = answer.text();
                    attempts++;
                    if (attempts <= delays.size()) {
                        Thread.sleep(delays.get(attempts - 1));
                    }
                } catch (InvokeException e) {
                    if (e.reason() == Reason.STOPPING) {
                        return;
                    }
                    error = Objects.requireNonNullElse(e.getMessage(), "");
                    Thread.sleep(THROTTLE_DELAY);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        writeDeadLetter(pool.spec().name(), id, event, attempts, error);
    }

    private static boolean isYoung(Instant accepted) {
        return Instant.now().isBefore(accepted.plus(EVENT_AGE_MAX));
    }

    private void writeDeadLetter(
            String function, String id, byte[] event, int attempts, String error) {
        String letter =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("function", function)
                        .put("requestId", id)
                        .put("time", Instant.now().toString())
                        .put("attempts", attempts)
                        .put("error", error)
                        .put("payload", new String(event, StandardCharsets.UTF_8))
                        .toPrettyString();
        try {
            Path folder = Files.createDirectories(deadLetters.resolve(function));
            Path unfinished = folder.resolve(id + ".unfinished");
            Files.writeString(unfinished, letter);
            Files.move(unfinished, folder.resolve(id + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

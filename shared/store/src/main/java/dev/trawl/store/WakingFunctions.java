package dev.trawl.store;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Functions that start while who will call them is still at other work, as all of a fleet does
/// after a night. Each is woken once in the life of this process: by a question for its health,
/// which every function answers at once. A call waits for the answer, so that it meets the
/// environment that was started and starts no other. Thread-safe.
public final class WakingFunctions implements Functions {
    private static final String HEALTH = "{\"health\":true}";

    /// Within it a function has started and answered something small, also on a slow machine.
    public static final Duration START_MAX = Duration.ofSeconds(20);

    /// So that a call that waited in vain ends as one that took too long.
    private static final Duration LEFT_MIN = Duration.ofMillis(1);

    private final Functions functions;
    private final Map<String, CountDownLatch> woken = new ConcurrentHashMap<>();

    public WakingFunctions(Functions functions) {
        this.functions = functions;
    }

    @Override
    public void wake(String function) {
        CountDownLatch started = new CountDownLatch(1);
        if (woken.putIfAbsent(function, started) == null) {
            Thread.ofVirtual().name("wake").start(() -> ask(function, started));
        }
    }

    /// What does not start now is told to who calls it.
    private void ask(String function, CountDownLatch started) {
        try {
            functions.call(function, HEALTH, START_MAX);
        } catch (TrawlException _) {
            // The call that follows finds out why.
        } finally {
            started.countDown();
        }
    }

    @Override
    public String call(String function, String request, Duration timeout) {
        long begun = System.nanoTime();
        await(function, timeout);
        Duration left = timeout.minusNanos(System.nanoTime() - begun);
        return functions.call(function, request, left.compareTo(LEFT_MIN) < 0 ? LEFT_MIN : left);
    }

    private void await(String function, Duration timeout) {
        CountDownLatch started = woken.get(function);
        if (started == null || started.getCount() == 0) {
            return;
        }
        try {
            boolean _ = started.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(
                    ErrorCode.CANCELLED, "function '%s' was not waited for".formatted(function), e);
        }
    }

    @Override
    public void send(String function, String request) {
        functions.send(function, request);
    }
}

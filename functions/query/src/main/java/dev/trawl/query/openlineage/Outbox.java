package dev.trawl.query.openlineage;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Events on their way to somebody who may be slow or away. Whoever adds one never fails and waits
/// for none; what does not fit, or cannot be delivered, is lost and counted. One thread delivers,
/// in order, as long as there is something. Thread-safe.
public final class Outbox {
    private final Delivery delivery;
    private final BlockingQueue<Supplier<String>> waiting;
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final Object end = new Object();

    /// Brings one event where it belongs.
    @FunctionalInterface
    public interface Delivery {
        /// @throws RuntimeException if it did not arrive
        void deliver(String event);
    }

    /// @param eventsMax that may wait
    public Outbox(Delivery delivery, int eventsMax) {
        this.delivery = delivery;
        this.waiting = new ArrayBlockingQueue<>(eventsMax);
    }

    /// @param event made by the thread that delivers; if that fails, it is lost, too
    public void add(Supplier<String> event) {
        open.incrementAndGet();
        if (!waiting.offer(event)) {
            lost.incrementAndGet();
            done();
            return;
        }
        start();
    }

    /// How many were lost since this was asked for last.
    public int takeLost() {
        return lost.getAndSet(0);
    }

    /// Waits until nothing is on its way, but not for long.
    public void flush(Duration max) {
        long until = System.nanoTime() + max.toNanos();
        synchronized (end) {
            while (open.get() > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                try {
                    end.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void start() {
        if (isRunning.compareAndSet(false, true)) {
            Thread.ofVirtual().name("openlineage").start(this::run);
        }
    }

    private void run() {
        for (Supplier<String> next = waiting.poll(); next != null; next = waiting.poll()) {
            deliver(next);
            done();
        }
        isRunning.set(false);
        // One may have come between the last look and the sign that nobody looks.
        if (!waiting.isEmpty()) {
            start();
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void deliver(Supplier<String> event) {
        try {
            delivery.deliver(event.get());
        } catch (RuntimeException e) {
            lost.incrementAndGet();
        }
    }

    private void done() {
        open.decrementAndGet();
        synchronized (end) {
            end.notifyAll();
        }
    }
}

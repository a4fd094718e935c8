package dev.trawl.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trawl.local.lambda.InvokeException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The environments of one function.
///
/// Never more live than its concurrency. The one used last is used first, so that others fall idle
/// and end. An invocation without a free environment waits in a bounded queue, for a bounded time.
final class FunctionPool implements AutoCloseable {

    private static final Duration END_PATIENCE = Duration.ofSeconds(5);

    private final FunctionSpec spec;
    private final EnvironmentLauncher launcher;
    private final Duration queueTimeout;
    private final FunctionLog log;
    private final Consumer<InvocationRecord> records;
    private final Semaphore slots;
    private final AtomicInteger waiting = new AtomicInteger();
    private final BlockingDeque<Environment> idle = new LinkedBlockingDeque<>();
    private final Set<Environment> live = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, Fault> faults = new ConcurrentHashMap<>();
    private volatile boolean closed;

    FunctionPool(
            FunctionSpec spec,
            EnvironmentLauncher launcher,
            Duration queueTimeout,
            Consumer<InvocationRecord> records) {
        this.spec = spec;
        this.launcher = launcher;
        this.queueTimeout = queueTimeout;
        this.log = FunctionLog.open(launcher.logFolder(), spec.name());
        this.records = records;
        this.slots = new Semaphore(spec.limits().concurrency(), true);
    }

    FunctionSpec spec() {
        return spec;
    }

    /// Plants a failure at the n-th call from now, counted from 1.
    void failAt(int n, Fault fault) {
        faults.put(calls.get() + n, fault);
    }

    /// Invokes and waits, in the queue and for the answer.
    InvocationAnswer invoke(FunctionName called, byte[] event) {
        Fault fault = faults.remove(calls.incrementAndGet());
        if (fault instanceof Fault.Throttled) {
            throw throttled();
        }
        enter();
        try {
            Work work = new Work(UUID.randomUUID().toString(), launcher.functionArn(called), event);
            return run(work, fault);
        } finally {
            slots.release();
        }
    }

    /// Starts environments until `count` are live, and waits for them. Where the classes of the
    /// code were never kept, the first one only keeps them: the others then start from them, also
    /// those that follow environments that were killed.
    void warm(int count) {
        while (live.size() < Math.min(count, spec.limits().concurrency())) {
            enter();
            try {
                Environment started = start(true);
                if (started.isRecording()) {
                    retire(started);
                    started = start(true);
                }
                // No call waits for this start, so no call's report has it.
                started.takeInit();
                idle.addLast(started);
            } catch (Environment.InitFailure e) {
                throw new IllegalStateException(
                        spec.name() + " does not start: " + new String(e.payload(), UTF_8), e);
            } finally {
                slots.release();
            }
        }
    }

    List<Environment> live() {
        return List.copyOf(live);
    }

    /// Kills environments that use more memory than the function has, as Lambda does.
    void guardMemory() {
        int memoryMb = spec.limits().memoryMb();
        for (Environment environment : live) {
            long usedMb = ProcessMemory.of(environment.pid()).own();
            if (usedMb > memoryMb && environment.isAlive()) {
                environment.kill();
                log.outOfMemory(environment.pid(), usedMb, memoryMb);
            }
        }
    }

    /// Ends environments that nobody used for `idleMax`.
    void reap(Duration idleMax) {
        Environment last = idle.pollLast();
        while (last != null) {
            if (last.isAlive() && !last.isIdleFor(idleMax)) {
                idle.addLast(last);
                return;
            }
            retire(last);
            last = idle.pollLast();
        }
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(live).parallelStream().forEach(this::retire);
        awaitEnd();
    }

    /// Until nothing runs any more, so that nothing is written after the host is closed.
    private void awaitEnd() {
        try {
            int all = spec.limits().concurrency();
            if (slots.tryAcquire(all, END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                slots.release(all);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes a slot, for which it may wait.
    private void enter() {
        await();
        if (closed) {
            slots.release();
            throw new InvokeException(Reason.STOPPING, "The host is stopping.");
        }
    }

    private void await() {
        if (slots.tryAcquire()) {
            return;
        }
        if (waiting.incrementAndGet() > spec.limits().queue()) {
            waiting.decrementAndGet();
            throw throttled();
        }
        try {
            if (!slots.tryAcquire(queueTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw throttled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvokeException(Reason.STOPPING, "The host is stopping.");
        } finally {
            waiting.decrementAndGet();
        }
    }

    private InvocationAnswer run(Work work, @Nullable Fault fault) {
        String requestId = work.requestId();
        long start = System.nanoTime();
        log.started(requestId);
        Environment environment = null;
        InvocationAnswer answer;
        try {
            if (fault instanceof Fault.FunctionError error) {
                byte[] payload = FunctionErrors.payload(error.type(), error.message());
                answer = InvocationAnswer.failed(requestId, payload);
            } else {
                environment = take();
                start = System.nanoTime();
                Optional<InvocationAnswer> given = environment.invoke(work, fault);
                if (given.isEmpty()) {
                    end(environment);
                    environment = start(false);
                    given = environment.invoke(work, fault);
                }
                answer =
                        given.orElseGet(() ->
                                InvocationAnswer.failed(
                                        requestId, FunctionErrors.exited(requestId, 1)));
            }
        } catch (Environment.InitFailure e) {
            answer = InvocationAnswer.failed(requestId, e.payload());
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        log.ended(requestId, duration, spec.limits().memoryMb(), usage(environment));
        if (environment != null) {
            giveBack(environment);
        }
        records.accept(
                new InvocationRecord(
                        spec.name(),
                        requestId,
                        answer.outcome(),
                        duration,
                        work.event().length,
                        answer.payload().length));
        return answer;
    }

    private static FunctionLog.Usage usage(@Nullable Environment environment) {
        return environment == null
                ? new FunctionLog.Usage(0, null)
                : new FunctionLog.Usage(
                        ProcessMemory.of(environment.pid()).peak(), environment.takeInit());
    }

    private Environment take() throws Environment.InitFailure {
        Environment environment = idle.pollFirst();
        while (environment != null) {
            if (environment.isAlive()) {
                return environment;
            }
            end(environment);
            environment = idle.pollFirst();
        }
        return start(false);
    }

    private Environment start(boolean ahead) throws Environment.InitFailure {
        Environment environment = Environment.start(launcher, spec, ahead);
        live.add(environment);
        if (closed) {
            end(environment);
            throw new InvokeException(Reason.STOPPING, "The host is stopping.");
        }
        return environment;
    }

    private void giveBack(Environment environment) {
        if (environment.isAlive() && !closed) {
            idle.addFirst(environment);
        } else {
            end(environment);
        }
    }

    private void end(Environment environment) {
        live.remove(environment);
        environment.close();
    }

    private void retire(Environment environment) {
        live.remove(environment);
        environment.retire();
    }

    private InvokeException throttled() {
        return new InvokeException(
                Reason.THROTTLED,
                "Rate Exceeded: "
                        + spec.name()
                        + " runs "
                        + spec.limits().concurrency()
                        + " environments and its queue is full.");
    }
}

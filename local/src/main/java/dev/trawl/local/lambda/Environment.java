package dev.trawl.local.lambda;

import dev.trawl.local.process.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One execution environment: a JVM of its own with a Runtime API of its own.
///
/// It serves one invocation at a time. Once it has ended, by itself or by [#close], it never comes
/// back. The pool that starts it closes it.
final class Environment implements AutoCloseable {

    private static final Duration END_PATIENCE = Duration.ofSeconds(5);
    private static final Duration RECORDING_PATIENCE = Duration.ofSeconds(60);

    private final FunctionSpec spec;
    private final RuntimeApi api;
    private final Process process;
    private final Path scratch;
    private final EnvironmentLauncher.@Nullable Recording recording;
    private final boolean ahead;
    private final Duration init;
    private volatile long idleSinceNanos = System.nanoTime();
    private boolean used;
    private volatile boolean served;
    private volatile @Nullable Invocation current;
    private boolean watched;

    private Environment(
            FunctionSpec spec,
            RuntimeApi api,
            EnvironmentLauncher.Launched launched,
            boolean ahead,
            Duration init) {
        this.spec = spec;
        this.api = api;
        this.process = launched.process();
        this.scratch = launched.scratch();
        this.recording = launched.recording();
        this.ahead = ahead;
        this.init = init;
    }

    /// Starts an environment and waits until it asks for work.
    ///
    /// @param ahead whether it starts before there is work for it
    /// @throws InitFailure if it reports an error, ends or takes too long
    static Environment start(EnvironmentLauncher launcher, FunctionSpec spec, boolean ahead)
            throws InitFailure {
        Instant start = Instant.now();
        RuntimeApi api = new RuntimeApi();
        EnvironmentLauncher.Launched launched = launcher.launch(spec, api.address(), ahead);
        api.serves(launched.process());
        Environment environment = new Environment(spec, api, launched, ahead, Duration.ZERO);
        try {
            if (spec.initialization() == Initialization.SNAP_START) {
                environment.await(api.checkpoint(), launcher.initTimeout());
                environment.requireNoConnections();
                environment.requireNoSecrets(launcher.secrets());
                api.restore();
            }
            environment.await(api.ready(), launcher.initTimeout());
        } catch (TimeoutException e) {
            environment.close();
            throw new InitFailure(FunctionErrors.initTimedOut(launcher.initTimeout()));
        } catch (InterruptedException | ExecutionException e) {
            environment.close();
            Thread.currentThread().interrupt();
            throw new InitFailure(FunctionErrors.payload("Host.Stopped", "The host is stopping."));
        } catch (InitFailure e) {
            environment.close();
            throw e;
        }
        Duration init = Duration.between(start, Instant.now());
        return new Environment(spec, api, launched, ahead, init);
    }

    /// Waits for a step of the start.
    private void await(CompletableFuture<Void> step, Duration timeout)
            throws InitFailure, TimeoutException, InterruptedException, ExecutionException {
        CompletableFuture.anyOf(step, api.initError(), process.onExit())
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (api.initError().isDone()) {
            throw new InitFailure(api.initError().join());
        }
        if (!step.isDone()) {
            throw new InitFailure(FunctionErrors.exited("init", process.exitValue()));
        }
    }

    private void requireNoConnections() throws InitFailure {
        List<Integer> ports = OpenConnections.remotePorts(process.pid(), api.port());
        if (!ports.isEmpty()) {
            throw new InitFailure(FunctionErrors.openConnections(ports));
        }
    }

    private void requireNoSecrets(Map<String, String> secrets) throws InitFailure {
        Set<String> found = new HeapCheck(process.pid(), scratch).found(secrets);
        if (!found.isEmpty()) {
            throw new InitFailure(FunctionErrors.secretsInHeap(found));
        }
    }

    /// Runs one invocation; never hangs: it answers at the timeout or when the process ends.
    ///
    /// @return nothing if the process ended before it took the event, which no code has seen then
    @SuppressWarnings("FutureReturnValueIgnored") // A kill cannot fail.
    Optional<InvocationAnswer> invoke(Work work, @Nullable Fault fault) {
        String requestId = work.requestId();
        Duration timeout = spec.limits().timeout();
        Invocation invocation = new Invocation(work, Instant.now().plus(timeout));
        served = true;
        current = invocation;
        watchProcess();
        if (fault instanceof Fault.KilledEnvironment) {
            invocation.delivered().thenRun(this::kill);
        }
        api.deliver(invocation);
        try {
            InvocationAnswer answer =
                    invocation.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return invocation.delivered().isDone() ? Optional.of(answer) : Optional.empty();
        } catch (TimeoutException e) {
            close();
            return Optional.of(
                    InvocationAnswer.timedOut(
                            requestId, FunctionErrors.timedOut(requestId, timeout)));
        } catch (InterruptedException | ExecutionException e) {
            close();
            Thread.currentThread().interrupt();
            return Optional.of(
                    InvocationAnswer.failed(
                            requestId,
                            FunctionErrors.payload("Host.Stopped", "The host is stopping.")));
        } finally {
            current = null;
            idleSinceNanos = System.nanoTime();
        }
    }

    /// The end of the process answers the invocation that it has then. It is waited for once: a
    /// future keeps whatever waits for it, which would be every event and answer.
    @SuppressWarnings("FutureReturnValueIgnored") // What follows the end of a process cannot fail.
    private void watchProcess() {
        if (!watched) {
            watched = true;
            process.onExit().thenRun(this::answerExited);
        } else if (!process.isAlive()) {
            answerExited();
        }
    }

    private void answerExited() {
        Invocation open = current;
        if (open != null) {
            open.answer().complete(exited(open.requestId(), process));
        }
    }

    /// The time the start took, for the first invocation only.
    @Nullable Duration takeInit() {
        if (used) {
            return null;
        }
        used = true;
        return init;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isIdleFor(Duration idle) {
        return System.nanoTime() - idleSinceNanos > idle.toNanos();
    }

    long pid() {
        return process.pid();
    }

    /// Ends the process as an out-of-memory killer would.
    void kill() {
        process.destroyForcibly();
    }

    /// Whether the process leaves its classes behind when it ends in peace.
    boolean isRecording() {
        return recording != null;
    }

    /// Ends the process in peace if it has classes to leave behind, which takes seconds. One that
    /// neither served anything nor had a head start has loaded too few of them.
    void retire() {
        if (recording != null && (served || ahead) && process.isAlive()) {
            process.destroy();
            process.onExit()
                    .completeOnTimeout(
                            process, RECORDING_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            recording.cache().keep(recording.file(), !process.isAlive());
        }
        close();
    }

    @Override
    public void close() {
        kill();
        api.close();
        process.onExit()
                .completeOnTimeout(process, END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        deleteScratch();
    }

    private static InvocationAnswer exited(String requestId, Process ended) {
        return InvocationAnswer.failed(
                requestId, FunctionErrors.exited(requestId, ended.exitValue()));
    }

    private void deleteScratch() {
        try {
            Folders.delete(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An environment that did not start; the payload is the caller's function error.
    static final class InitFailure extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient byte[] payload;

        InitFailure(byte[] payload) {
            super("The environment did not start.");
            this.payload = payload;
        }

        byte[] payload() {
            return payload;
        }
    }
}

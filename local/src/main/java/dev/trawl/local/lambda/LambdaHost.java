package dev.trawl.local.lambda;

import dev.trawl.local.lambda.InvokeException.Reason;
import dev.trawl.local.process.ProcessLedger;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Runs functions from their zips, each environment a JVM of its own, as Lambda does.
///
/// Payloads above AWS's limits are refused; an environment past its function's timeout, or with
/// more memory than the function has, is killed; every invocation ends. Thread-safe. Whoever
/// creates it closes it, which kills all environments.
public final class LambdaHost implements Invoker, AutoCloseable {

    /// The largest event of a synchronous invocation.
    public static final int SYNC_BYTES_MAX = 6 * 1024 * 1024;

    /// The largest event of an asynchronous invocation.
    public static final int ASYNC_BYTES_MAX = 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(LambdaHost.class.getName());
    private static final int RECORDS_MAX = 10_000;
    private static final int MEMORY_MILLIS = 100;

    /// A live environment, as a test sees it.
    public record LiveEnvironment(String function, long pid) {}

    private final HostSettings settings;
    private final EnvironmentLauncher launcher;
    private final AsyncInvoker async;
    private final Map<String, FunctionPool> functions = new ConcurrentHashMap<>();
    private final Deque<InvocationRecord> records = new ArrayDeque<>();
    private final ScheduledExecutorService reaper = regularly("reaper");
    private final ScheduledExecutorService memoryGuard = regularly("memory-guard");

    /// A host without functions; it records the processes it starts in `ledger`.
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for these.
    public LambdaHost(HostSettings settings, ProcessLedger ledger) {
        this.settings = settings;
        this.launcher = new EnvironmentLauncher(settings, ledger);
        this.async = new AsyncInvoker(settings.retryDelays(), deadLetterFolder());
        long period = Math.max(50, settings.idleMax().toMillis() / 4);
        reaper.scheduleWithFixedDelay(this::reap, period, period, TimeUnit.MILLISECONDS);
        memoryGuard.scheduleWithFixedDelay(
                this::guardMemory, MEMORY_MILLIS, MEMORY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Deploys a function, in place of one of the same name.
    public void deploy(FunctionSpec spec) {
        FunctionPool pool = new FunctionPool(spec, launcher, settings.queueTimeout(), this::record);
        FunctionPool earlier = functions.put(spec.name(), pool);
        if (earlier != null) {
            earlier.close();
        }
    }

    /// Deletes the unpacked code of functions that are not deployed now.
    public void forgetOtherCode() {
        launcher.keepOnly(functions.values().stream().map(pool -> pool.spec().zip()).toList());
    }

    /// Invokes and waits for the answer.
    ///
    /// @param name a name, `name:alias` or an ARN; the function sees it in its ARN
    /// @throws InvokeException if the invocation is refused before code runs
    @Override
    public InvocationAnswer invoke(String name, byte[] event) {
        FunctionName called = FunctionName.parse(name);
        FunctionPool pool = function(called);
        requireSize(event, SYNC_BYTES_MAX);
        return pool.invoke(called, event);
    }

    /// Accepts an event to be handled later, and returns its id.
    ///
    /// @throws InvokeException if the event is refused
    public String invokeLater(String name, byte[] event) {
        FunctionName called = FunctionName.parse(name);
        FunctionPool pool = function(called);
        requireSize(event, ASYNC_BYTES_MAX);
        return async.submit(pool, called, event);
    }

    /// Starts environments until `count` are live, and waits for them.
    public void warm(String name, int count) {
        function(name).warm(count);
    }

    /// Whether there is such a function.
    public boolean hasFunction(String name) {
        return functions.containsKey(FunctionName.parse(name).function());
    }

    /// The names of all functions.
    public List<String> functions() {
        return functions.keySet().stream().sorted().toList();
    }

    /// The live environments of a function.
    public List<LiveEnvironment> environments(String name) {
        FunctionPool pool = function(name);
        return pool.live().stream()
                .map(environment -> new LiveEnvironment(pool.spec().name(), environment.pid()))
                .toList();
    }

    /// Kills all live environments of a function, in the middle of whatever they do.
    public void killEnvironments(String name) {
        function(name).live().forEach(Environment::kill);
    }

    /// Plants a failure at the n-th call of a function from now, counted from 1.
    public void failAt(String name, int n, Fault fault) {
        function(name).failAt(n, fault);
    }

    /// The last finished invocations, oldest first.
    public List<InvocationRecord> invocations() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    /// Where dead letters are written.
    public Path deadLetterFolder() {
        return settings.folder().resolve("dead-letters");
    }

    /// Where functions' logs are written.
    public Path logFolder() {
        return launcher.logFolder();
    }

    @Override
    public void close() {
        reaper.shutdownNow();
        memoryGuard.shutdownNow();
        async.stop();
        functions.values().parallelStream().forEach(FunctionPool::close);
        async.close();
    }

    private FunctionPool function(String name) {
        return function(FunctionName.parse(name));
    }

    private FunctionPool function(FunctionName name) {
        FunctionPool pool = functions.get(name.function());
        if (pool == null) {
            throw new InvokeException(
                    Reason.NOT_FOUND, "Function not found: " + settings.functionArn(name));
        }
        return pool;
    }

    private static void requireSize(byte[] event, int bytesMax) {
        if (event.length > bytesMax) {
            throw new InvokeException(
                    Reason.TOO_LARGE,
                    "Request must be smaller than "
                            + bytesMax
                            + " bytes for the InvokeFunction operation");
        }
    }

    private void record(InvocationRecord invocation) {
        synchronized (records) {
            if (records.size() == RECORDS_MAX) {
                records.removeFirst();
            }
            records.addLast(invocation);
        }
    }

    private static ScheduledExecutorService regularly(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
    }

    private void guardMemory() {
        for (FunctionPool pool : functions.values()) {
            try {
                pool.guardMemory();
            } catch (UncheckedIOException e) {
                LOG.log(Level.WARNING, e, () -> "cannot log for " + pool.spec().name());
            }
        }
    }

    private void reap() {
        functions.values().forEach(pool -> pool.reap(settings.idleMax()));
    }
}

package dev.trawl.query.fake;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Functions of which one call fails.
public final class FaultyFunctions implements Functions {
    private final Functions functions;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<String, Duration> timeouts = new ConcurrentHashMap<>();
    private volatile int failing;
    private volatile int failures;
    private volatile ErrorCode code = ErrorCode.FUNCTION_FAILED;

    public FaultyFunctions(Functions functions) {
        this.functions = functions;
    }

    /// The calls from number `first`, `count` of them, fail from now on.
    public void fail(int first, int count, ErrorCode with) {
        calls.set(0);
        failing = first;
        failures = count;
        code = with;
    }

    /// The patience of the last call of each function.
    public Map<String, Duration> timeouts() {
        return timeouts;
    }

    public int calls() {
        return calls.get();
    }

    @Override
    public String call(String function, String request, Duration timeout) {
        check();
        timeouts.put(function, timeout);
        return functions.call(function, request, timeout);
    }

    @Override
    public void send(String function, String request) {
        check();
        functions.send(function, request);
    }

    private void check() {
        int call = calls.incrementAndGet();
        if (call >= failing && call < failing + failures) {
            throw new TrawlException(code, "a call failed");
        }
    }
}

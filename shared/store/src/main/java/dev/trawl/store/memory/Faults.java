package dev.trawl.store.memory;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.function.Supplier;

/// Counts the calls of ports and lets one of them fail. Several ports may share one count.
/// Thread-safe.
public final class Faults {
    private final ErrorCode code;
    private int calls;
    private int failing;
    private boolean isForEver;
    private When when = When.BEFORE;

    /// Whether the call that fails has done its work.
    public enum When {
        BEFORE,
        AFTER
    }

    /// @param code of the failure
    public Faults(ErrorCode code) {
        this.code = code;
    }

    public Faults() {
        this(ErrorCode.STORE_UNAVAILABLE);
    }

    /// Call number `call` from now on fails; none for 0.
    public synchronized void fail(int call, When time) {
        calls = 0;
        failing = call;
        when = time;
        isForEver = false;
    }

    /// Call number `call` from now on fails, and every one after it.
    public synchronized void failFrom(int call, When time) {
        fail(call, time);
        isForEver = true;
    }

    /// Calls since {@link #fail}.
    public synchronized int calls() {
        return calls;
    }

    /// Whether the call that should fail was reached.
    public synchronized boolean wasReached() {
        return failing > 0 && calls >= failing;
    }

    <T> T call(Supplier<T> work) {
        boolean isFailing = count();
        if (isFailing && when == When.BEFORE) {
            throw failure();
        }
        T result = work.get();
        if (isFailing) {
            throw failure();
        }
        return result;
    }

    private synchronized boolean count() {
        calls++;
        return isForEver ? calls >= failing : calls == failing;
    }

    private TrawlException failure() {
        return new TrawlException(code, "the store is away");
    }
}

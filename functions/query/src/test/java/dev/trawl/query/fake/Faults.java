package dev.trawl.query.fake;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts calls of stores and lets one of them fail.
public final class Faults {
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int failing;

    /// Call number `call` from now on fails; none for 0.
    public void fail(int call) {
        calls.set(0);
        failing = call;
    }

    public int calls() {
        return calls.get();
    }

    void call() {
        if (calls.incrementAndGet() == failing) {
            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "the store is away");
        }
    }
}

package dev.trawl.store.memory;

import dev.trawl.store.Functions;
import java.time.Duration;

/// Functions of which one call fails.
public final class FailingFunctions implements Functions {
    private final Functions functions;
    private final Faults faults;

    public FailingFunctions(Functions functions, Faults faults) {
        this.functions = functions;
        this.faults = faults;
    }

    @Override
    public String call(String function, String request, Duration timeout) {
        return faults.call(() -> functions.call(function, request, timeout));
    }

    @Override
    public void send(String function, String request) {
        faults.call(() -> {
            functions.send(function, request);
            return function;
        });
    }
}

package dev.trawl.store.memory;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// Functions that are calls. What is sent is called at once, by the sender.
public final class InMemoryFunctions implements Functions {
    private final Map<String, UnaryOperator<String>> functions = new ConcurrentHashMap<>();

    public InMemoryFunctions with(String name, UnaryOperator<String> function) {
        functions.put(name, function);
        return this;
    }

    @Override
    public String call(String function, String request, Duration timeout) {
        UnaryOperator<String> target = functions.get(function);
        if (target == null) {
            throw new TrawlException(
                    ErrorCode.FUNCTION_FAILED, "there is no function '%s'".formatted(function));
        }
        return target.apply(request);
    }

    @Override
    public void send(String function, String request) {
        call(function, request, Duration.ZERO);
    }
}

package dev.trawl.store.memory;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Secrets;
import java.util.Map;

/// Secrets that are given.
public final class InMemorySecrets implements Secrets {
    private final Map<String, String> values;

    public InMemorySecrets(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    @Override
    public String load(String id) {
        String value = values.get(id);
        if (value == null) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "there is no secret '%s'".formatted(id));
        }
        return value;
    }
}

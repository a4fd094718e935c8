package dev.trawl.store.aws;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// Secrets of Secrets Manager, kept in memory for minutes so that a rotated one is picked up. The
/// client belongs to the caller.
public final class SecretsManagerSecrets implements Secrets {
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final SecretsManagerClient client;
    private final Clock clock;
    private final Map<String, Kept> cache = new ConcurrentHashMap<>();

    public SecretsManagerSecrets(SecretsManagerClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public String load(String id) {
        Kept kept = cache.get(id);
        Instant now = clock.instant();
        if (kept != null && now.isBefore(kept.until())) {
            return kept.value();
        }
        String value = fetch(id);
        cache.put(id, new Kept(value, now.plus(KEPT)));
        return value;
    }

    private String fetch(String id) {
        try {
            String value = client.getSecretValue(b -> b.secretId(id)).secretString();
            if (value == null) {
                throw new TrawlException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "secret '%s' holds bytes, it must be a text".formatted(id));
            }
            return value;
        } catch (SdkException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "secret '%s' cannot be read; check the function's role".formatted(id),
                    e);
        }
    }

    private record Kept(String value, Instant until) {
        @Override
        public String toString() {
            return "Kept[until=" + until + "]";
        }
    }
}

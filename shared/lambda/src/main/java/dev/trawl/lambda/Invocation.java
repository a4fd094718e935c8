package dev.trawl.lambda;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One run of a function: who called it, until when it may run, and facts for its log line.
/// Thread-safe.
public final class Invocation {
    private static final String QUERY_ID = "queryId";

    private final String requestId;
    private final @Nullable String traceId;
    private final Instant deadline;
    private final Map<String, String> facts = Collections.synchronizedMap(new TreeMap<>());
    private final Map<Metric, Long> measured =
            Collections.synchronizedMap(new EnumMap<>(Metric.class));

    public Invocation(String requestId, @Nullable String traceId, Instant deadline) {
        this.requestId = requestId;
        this.traceId = traceId;
        this.deadline = deadline;
    }

    public String requestId() {
        return requestId;
    }

    /// The X-Ray trace header; absent where there is no tracing.
    public @Nullable String traceId() {
        return traceId;
    }

    /// When the platform ends this run.
    public Instant deadline() {
        return deadline;
    }

    /// Names the query in the log and in problem documents.
    public void query(String id) {
        note(QUERY_ID, id);
    }

    public @Nullable String queryId() {
        return facts.get(QUERY_ID);
    }

    /// A fact for the log line that ends this run; never a secret or the value of a row.
    public void note(String key, String value) {
        facts.put(key, value);
    }

    /// Adds to what is measured of this run.
    public void measure(Metric metric, long amount) {
        measured.merge(metric, amount, Long::sum);
    }

    /// What was measured so far.
    public Map<Metric, Long> measured() {
        synchronized (measured) {
            return Map.copyOf(measured);
        }
    }

    Map<String, String> facts() {
        synchronized (facts) {
            return Map.copyOf(facts);
        }
    }
}

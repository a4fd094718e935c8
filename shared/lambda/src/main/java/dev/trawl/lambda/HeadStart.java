package dev.trawl.lambda;

import java.util.Map;

/// Work over a fixture before the first request, which makes that faster and nothing else.
public final class HeadStart {
    private HeadStart() {}

    /// Does the work. If it fails, as on a machine that is too busy, the log has why and the
    /// process starts without it.
    public static void take(JsonLog log, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.error("the process starts without a head start", Map.of(), e);
        }
    }
}

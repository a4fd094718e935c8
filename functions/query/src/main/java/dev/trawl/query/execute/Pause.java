package dev.trawl.query.execute;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Duration;

/// Waits between attempts.
public interface Pause {
    void wait(Duration duration);

    /// Waits in real time; an interrupt ends the query.
    static Pause real() {
        return duration -> {
            try {
                Thread.sleep(duration);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TrawlException(ErrorCode.CANCELLED, "the query was interrupted", e);
            }
        };
    }
}

package dev.trawl.store;

import java.time.Duration;

/// Other functions of the fleet, by logical name (`policy`, `source-bookings`). Thread-safe.
public interface Functions {
    /// Calls and waits.
    ///
    /// @return the answer's text
    /// @throws dev.trawl.protocol.TrawlException FUNCTION_FAILED if the function died, timed out or
    ///   threw; THROTTLED if it has no capacity; REQUEST_TOO_LARGE above 6 MB
    String call(String function, String request, Duration timeout);

    /// Tells that the function will be called soon, so that it may start by then. Never fails,
    /// waits for nothing.
    default void wake(String function) {}

    /// Hands the request over; the platform calls the function soon, at least once.
    void send(String function, String request);
}

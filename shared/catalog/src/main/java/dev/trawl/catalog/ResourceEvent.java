package dev.trawl.catalog;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One change of a resource, or what a scan found against it; history is linear.
///
/// @param id sorts by time
/// @param head id of the event that its author saw; empty for the first
/// @param resource as it became; absent if it was deleted, or only drifted
/// @param drift what a scan found to differ from what is declared, one line each; empty for a
///   change
public record ResourceEvent(
        String id,
        String head,
        Instant time,
        String author,
        @Nullable Resource resource,
        List<String> drift) {
    public ResourceEvent {
        drift = List.copyOf(drift);
    }

    /// `put`, `deleted` or `drift`.
    public String operation() {
        if (!drift.isEmpty()) {
            return "drift";
        }
        return resource == null ? "deleted" : "put";
    }
}

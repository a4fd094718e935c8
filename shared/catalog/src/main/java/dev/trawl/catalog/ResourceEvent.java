package dev.trawl.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One change of a resource; history is linear.
///
/// @param id sorts by time
/// @param head id of the event that its author saw; empty for the first
/// @param resource as it became; absent if it was deleted
public record ResourceEvent(
        String id, String head, Instant time, String author, @Nullable Resource resource) {}

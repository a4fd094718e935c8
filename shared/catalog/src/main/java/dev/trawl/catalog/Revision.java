package dev.trawl.catalog;

import java.time.Instant;
import java.util.List;

/// One transaction of an apply.
///
/// @param changes ids of what it created, changed or deleted: `dataset/legs`
public record Revision(long sequence, Instant time, String author, List<String> changes) {
    public Revision {
        changes = List.copyOf(changes);
    }
}

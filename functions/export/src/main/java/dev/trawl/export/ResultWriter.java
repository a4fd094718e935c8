package dev.trawl.export;

import dev.trawl.store.ObjectStore;
import java.time.Instant;

/// Runs the query of a run and writes what it gives into the folder of its attempt.
@FunctionalInterface
interface ResultWriter {
    /// @param target the run's bucket
    /// @return what was written; nothing refers to it yet
    Manifest write(Run run, ObjectStore target, Instant deadline);
}

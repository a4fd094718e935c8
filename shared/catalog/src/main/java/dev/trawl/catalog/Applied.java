package dev.trawl.catalog;

import java.util.List;

/// What an apply did, or would do.
///
/// @param outcomes one per change, in the order they were asked for
/// @param sequence of the pointer afterwards
/// @param transactions that it took or would take; more than one are not atomic
/// @param remaining changes that there was no time for; the same apply goes on with them
public record Applied(List<Outcome> outcomes, long sequence, int transactions, int remaining) {
    public Applied {
        outcomes = List.copyOf(outcomes);
    }

    Applied(List<Outcome> outcomes, long sequence) {
        this(outcomes, sequence, 1, 0);
    }

    /// Whether all of it happened at once or not at all.
    public boolean isAtomic() {
        return transactions <= 1;
    }

    public enum Kind {
        CREATED,
        CHANGED,
        UNCHANGED,
        DELETED
    }

    /// @param id `dataset/legs`
    /// @param differences one line per field that differs, `spec.kind: old → new`
    public record Outcome(String id, Kind kind, List<String> differences) {
        public Outcome {
            differences = List.copyOf(differences);
        }
    }
}

package dev.trawl.catalog;

import java.util.List;

/// What an apply did, or would do.
///
/// @param outcomes one per change, in the order they were asked for
/// @param sequence of the pointer afterwards
public record Applied(List<Outcome> outcomes, long sequence) {
    public Applied {
        outcomes = List.copyOf(outcomes);
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

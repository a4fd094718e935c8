package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whose files an export keeps: of the latest runs, and of young ones. What one of both keeps
/// stays.
///
/// @param runs that many of the latest; 0 for not by number
/// @param days that long; 0 for not by age
record Retention(int runs, int days) {
    static Optional<Retention> of(JsonNode spec) {
        JsonNode retention = spec.path("retention");
        return retention.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        new Retention(
                                retention.path("runs").asInt(0), retention.path("days").asInt(0)));
    }

    /// @param number of the run, from the latest, which is 1
    /// @param ended when it was committed
    boolean keeps(int number, Instant ended, Instant now) {
        return number <= runs || ended.plus(Duration.ofDays(days)).isAfter(now);
    }
}

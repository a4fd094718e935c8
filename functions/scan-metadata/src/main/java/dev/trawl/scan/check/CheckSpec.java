package dev.trawl.scan.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a Check declares.
///
/// @param every how often it runs by itself; absent for never
public record CheckSpec(
        String name,
        String dataset,
        String principal,
        @Nullable String purpose,
        @Nullable Duration every,
        boolean runsAfterScans,
        boolean isBlocking,
        boolean isPaused,
        List<Expectation> expectations) {
    public CheckSpec {
        expectations = List.copyOf(expectations);
    }

    /// @param check passed its schema
    public static CheckSpec of(Resource check) {
        JsonNode spec = check.spec();
        List<Expectation> expectations = new ArrayList<>();
        spec.path("expect").forEach(e -> expectations.add(Expectation.of(e)));
        return new CheckSpec(
                check.name(),
                spec.path("dataset").asText(),
                spec.path("principal").asText(),
                spec.has("purpose") ? spec.path("purpose").asText() : null,
                spec.has("every") ? duration(spec.path("every").asText()) : null,
                spec.path("afterScan").asBoolean(true),
                spec.path("blocks").asText("nothing").equals("exports"),
                spec.path("paused").asBoolean(false),
                expectations);
    }

    /// Where the counts go to, by which policy decides; see ADR 10.
    public String destination() {
        return "checks/" + name;
    }

    /// `15 minutes`, `1 hour`, `7 days`.
    static Duration duration(String text) {
        String[] parts = text.split(" ", 2);
        long count = Long.parseLong(parts[0]);
        Map<String, Duration> units =
                Map.of(
                        "minute", Duration.ofMinutes(1),
                        "hour", Duration.ofHours(1),
                        "day", Duration.ofDays(1));
        Duration unit = units.get(parts[1].replaceAll("s$", ""));
        if (unit == null) {
            throw new IllegalArgumentException("no such duration: '%s'".formatted(text));
        }
        return unit.multipliedBy(count);
    }
}

package dev.trawl.export;

import dev.trawl.catalog.ExportParameters;
import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The times that the query of a run may ask for. They are pinned with the run, so that each of its
/// attempts asks for the same.
final class RunTimes {
    /// Before the first run: as early as timestamps are.
    static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final int LOOKED_AT_MAX = 100;

    private final ResourceService resources;
    private final Runs runs;

    RunTimes(ResourceService resources, Runs runs) {
        this.resources = resources;
        this.runs = runs;
    }

    /// The query with the run's times in it.
    static String query(Run run) {
        Map<String, Instant> times = new HashMap<>(Map.of(ExportParameters.SCHEDULED, run.time()));
        Instant previous = run.previous();
        if (previous != null) {
            times.put(ExportParameters.PREVIOUS, previous);
        }
        return ExportParameters.bound(run.spec().query(), times);
    }

    /// The time before the one that a run is of: by the export's schedule, or by that of the export
    /// that it follows; without one, the time of the last committed run before.
    ///
    /// @return nothing where the query does not ask for it
    @Nullable Instant previous(Resource export, Instant time) {
        String query = export.spec().path("query").asText("");
        return ExportParameters.of(query).contains(ExportParameters.PREVIOUS)
                ? ExportSchedule.previous(first(export).spec(), time)
                        .or(() -> committed(export.name(), time))
                        .orElse(FIRST)
                : null;
    }

    private Optional<Instant> committed(String export, Instant time) {
        return runs.list(export, LOOKED_AT_MAX).stream()
                .filter(run -> run.phase() == Run.Phase.COMMITTED)
                .map(Run::time)
                .filter(t -> t.isBefore(time))
                .max(Instant::compareTo);
    }

    /// The one that others follow, one after another, up to this.
    private Resource first(Resource export) {
        Set<String> seen = new HashSet<>();
        Resource at = export;
        while (seen.add(at.name())) {
            String after = ExportSchedule.after(at.spec());
            Optional<ResourceService.Current> before =
                    after.isEmpty() ? Optional.empty() : resources.find(ResourceKind.EXPORT, after);
            if (before.isEmpty()) {
                return at;
            }
            at = before.get().resource();
        }
        return at;
    }
}

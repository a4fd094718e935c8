package dev.trawl.export;

import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Exports that run after others. Thread-safe.
final class Followers {
    private final ResourceService resources;
    private final ExportJobs jobs;
    private final HeldStarts held;
    private final Clock clock;

    Followers(ResourceService resources, ExportJobs jobs, HeldStarts held, Clock clock) {
        this.resources = resources;
        this.jobs = jobs;
        this.held = held;
        this.clock = clock;
    }

    /// What a run that follows another is named by.
    static String cause(String export, String run) {
        return "after " + export + " " + run;
    }

    /// Pins the runs of exports that are declared to run after this one; the same ones however
    /// often it is asked. Those that are paused run when they are so no longer.
    List<String> of(Run run) {
        List<ResourceService.Current> exports = resources.list(ResourceKind.EXPORT);
        Set<String> before = new HashSet<>(Set.of(run.export()));
        String name = run.export();
        while (!name.isEmpty()) {
            name = predecessor(exports, name);
            name = before.add(name) ? name : "";
        }
        return exports.stream()
                .filter(e -> ExportSchedule.after(e.resource().spec()).equals(run.export()))
                // Exports in a circle would run for ever.
                .filter(e -> !before.contains(e.resource().name()))
                .flatMap(e -> pinned(e, run).stream())
                .map(Run::id)
                .toList();
    }

    private Optional<Run> pinned(ResourceService.Current follower, Run run) {
        String cause = cause(run.export(), run.id());
        return held.isHeld(jobs, follower.resource(), cause, run.time(), clock.instant())
                ? Optional.empty()
                : Optional.of(jobs.pinned(follower, ExportJobs.Cause.of(cause, "", run.time())));
    }

    private static String predecessor(List<ResourceService.Current> exports, String name) {
        return exports.stream()
                .map(ResourceService.Current::resource)
                .filter(e -> e.name().equals(name))
                .map(Resource::spec)
                .map(ExportSchedule::after)
                .findFirst()
                .orElse("");
    }
}

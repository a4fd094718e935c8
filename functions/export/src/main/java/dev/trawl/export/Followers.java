package dev.trawl.export;

import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Exports that run after others. Thread-safe.
final class Followers {
    private final ResourceService resources;
    private final ExportJobs jobs;

    Followers(ResourceService resources, ExportJobs jobs) {
        this.resources = resources;
        this.jobs = jobs;
    }

    /// Pins the runs of exports that are declared to run after this one; the same ones however
    /// often it is asked.
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
        ExportJobs.Cause cause =
                ExportJobs.Cause.of("after " + run.export() + " " + run.id(), "", run.time());
        return jobs.isPaused(follower.resource())
                ? Optional.empty()
                : Optional.of(jobs.pinned(follower, cause));
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

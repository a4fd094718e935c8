package dev.trawl.export;

import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.ResourceService;
import java.util.List;
import java.util.Optional;

/// Begins the one run of what came while an export was paused. Thread-safe.
final class Releases {
    private final HeldStarts held;
    private final ExportJobs jobs;
    private final EventRuns events;

    Releases(HeldStarts held, ExportJobs jobs, EventRuns events) {
        this.held = held;
        this.jobs = jobs;
        this.events = events;
    }

    /// Of all exports that are paused no longer.
    List<Run> all() {
        return held.names().stream().flatMap(name -> of(name).stream()).toList();
    }

    /// The run of what came for an export; nothing while it is paused.
    Optional<Run> of(String export) {
        Optional<HeldStarts.Held> start = held.find(export);
        Optional<ResourceService.Current> declared = jobs.find(export);
        if (start.isEmpty() || declared.filter(e -> jobs.isPaused(e.resource())).isPresent()) {
            return Optional.empty();
        }
        Optional<Run> run = declared.flatMap(e -> run(e, start.get()));
        held.forget(export, start.get());
        return run;
    }

    /// What it waits for no longer starts it no longer.
    private Optional<Run> run(ResourceService.Current export, HeldStarts.Held start) {
        String cause = start.cause();
        if (cause.startsWith(Run.EVENT)) {
            return events.of(export.resource().name(), cause.substring(Run.EVENT.length()));
        }
        boolean isFollower =
                cause.startsWith(
                        Followers.cause(ExportSchedule.after(export.resource().spec()), ""));
        return isFollower
                ? Optional.of(jobs.pinned(export, ExportJobs.Cause.of(cause, "", start.time())))
                : Optional.empty();
    }
}

package dev.trawl.export;

import dev.trawl.catalog.Conditions;
import dev.trawl.catalog.Conditions.Condition;
import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Notes as conditions of exports when they run, how they ran last, and whether those can be told
/// who are to be.
final class ExportStatus {
    private final ResourceService resources;
    private final Conditions conditions;
    private final Pauses pauses;
    private final Notifier notifier;
    private final Clock clock;

    ExportStatus(ResourceService resources, Pauses pauses, Notifier notifier, Clock clock) {
        this.resources = resources;
        this.conditions = resources.conditions();
        this.pauses = pauses;
        this.notifier = notifier;
        this.clock = clock;
    }

    /// @param refused entries that the scheduler did not take, by their names
    void scheduled(Map<String, TrawlException> refused) {
        Map<String, Condition> schedules = new TreeMap<>();
        Map<String, Condition> notices = new TreeMap<>();
        for (ResourceService.Current current : resources.list(ResourceKind.EXPORT)) {
            Resource export = current.resource();
            if (export.spec().has("schedule")) {
                schedules.put(export.id(), schedule(export, refused));
            }
            if (export.spec().has("notify")) {
                notices.put(export.id(), notices(export));
            }
        }
        conditions.putNew(ResourceKind.EXPORT, schedules);
        conditions.putNew(ResourceKind.EXPORT, notices);
        Map<String, Condition> ofChecks = new TreeMap<>();
        for (ResourceService.Current check : resources.list(ResourceKind.CHECK)) {
            if (check.resource().spec().has("notify")) {
                ofChecks.put(check.resource().id(), notices(check.resource()));
            }
        }
        conditions.putNew(ResourceKind.CHECK, ofChecks);
    }

    /// How it went with files of runs that exports keep no longer.
    void expired(Map<Resource, Expiry.Outcome> outcomes) {
        Map<String, Condition> conditions = new TreeMap<>();
        outcomes.forEach((export, outcome) -> {
            TrawlException problem = outcome.problem();
            conditions.put(
                    export.id(),
                    new Condition(
                            "FilesExpire",
                            problem == null,
                            problem == null ? "Expired" : problem.code().name(),
                            problem == null
                                    ? "files of runs that retention does not keep are deleted"
                                    : "some files are still there and are tried again: "
                                            + problem.text(),
                            clock.instant()));
        });
        this.conditions.putNew(ResourceKind.EXPORT, conditions);
    }

    /// Who was to be told of a run of an export or a check took it, or did not however often it was
    /// tried.
    void told(Resource declared, String run, Notifier.Outcome outcome) {
        boolean isTaken = outcome.state() == Notifier.Outcome.State.TAKEN;
        if (!isTaken && outcome.state() != Notifier.Outcome.State.GIVEN_UP) {
            return;
        }
        Condition condition =
                new Condition(
                        "NoticesTaken",
                        isTaken,
                        isTaken ? "Taken" : "GivenUp",
                        isTaken
                                ? "all who are to be told took the last notice"
                                : "%s did not take the notice of run %s in %d attempts; mend the channel in deployment.notices, or what it leads to"
                                        .formatted(
                                                String.join(", ", outcome.refused()),
                                                run,
                                                Notifier.ATTEMPTS_MAX),
                        clock.instant());
        conditions.putNew(declared.kind(), Map.of(declared.id(), condition));
    }

    /// The same for one.
    void scheduled(Resource export, Map<String, TrawlException> refused) {
        if (export.spec().has("schedule")) {
            conditions.put(export.id(), schedule(export, refused));
        }
    }

    /// A run has ended; told again, it is not noted again.
    void ended(Run run) {
        String id = ResourceKind.EXPORT.path() + "/" + run.export();
        Condition last = last(run);
        if (conditions.of(id).stream().noneMatch(last::equals)) {
            conditions.put(id, last);
        }
    }

    private static Condition last(Run run) {
        String state = RunCodec.text(run.phase());
        Run.Problem problem = run.problem();
        return run.phase() == Run.Phase.COMMITTED
                ? new Condition("LastRunCommitted", true, state, "run " + run.id(), run.until())
                : new Condition(
                        "LastRunCommitted",
                        false,
                        problem == null ? state : problem.code(),
                        "run %s is %s; 'trawl runs show %s' says why"
                                .formatted(run.id(), state, run.id()),
                        run.until());
    }

    private Condition schedule(Resource export, Map<String, TrawlException> refused) {
        Optional<Pauses.Pause> pause = pauses.find(export.name());
        TrawlException problem = refused.get(ScheduleEntries.EXPORT + export.name());
        if (pause.isPresent()) {
            return scheduled(
                    false,
                    "Paused",
                    "%s paused it: %s; 'trawl export resume %s' ends that"
                            .formatted(pause.get().author(), pause.get().reason(), export.name()));
        }
        if (export.spec().path("paused").asBoolean(false)) {
            return scheduled(false, "Paused", "it declares paused: true; apply it without");
        }
        if (problem != null) {
            return scheduled(false, problem.code().name(), problem.text());
        }
        String when =
                ExportSchedule.expression(export.spec())
                        .map(e -> e + " " + ExportSchedule.zone(export.spec()))
                        .orElseGet(() -> export.spec().path("schedule").toString());
        return scheduled(true, "Scheduled", when);
    }

    private Condition scheduled(boolean isTrue, String reason, String message) {
        return new Condition("Scheduled", isTrue, reason, message, clock.instant());
    }

    private Condition notices(Resource declared) {
        List<String> unknown = notifier.unknown(declared);
        return new Condition(
                "NoticesReach",
                unknown.isEmpty(),
                unknown.isEmpty() ? "Known" : "UnknownChannel",
                unknown.isEmpty()
                        ? "all channels are the deployment's"
                        : "notify names %s, which deployment.notices does not have"
                                .formatted(String.join(", ", unknown)),
                clock.instant());
    }
}

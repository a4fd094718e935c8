package dev.trawl.export;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Starts runs, tells how they stand, ends them.
final class ExportJobs {
    private static final String SELF = "export";
    private static final int ID_DIGITS = 32;
    private static final int LISTED_MAX = 100;

    private final ResourceService resources;
    private final Runs runs;
    private final Jobs jobs;
    private final Functions functions;
    private final Targets targets;
    private final String stateBucket;
    private final AuditLog audit;
    private final Pauses pauses;
    private final RunTimes times;
    private final Clock clock;

    ExportJobs(
            ResourceService resources,
            Runs runs,
            Jobs jobs,
            Functions functions,
            Targets targets,
            String stateBucket,
            AuditLog audit,
            Pauses pauses,
            Clock clock) {
        this.resources = resources;
        this.runs = runs;
        this.jobs = jobs;
        this.functions = functions;
        this.targets = targets;
        this.stateBucket = stateBucket;
        this.audit = audit;
        this.pauses = pauses;
        this.times = new RunTimes(resources, runs);
        this.clock = clock;
    }

    /// Pins the run that somebody asks for and leaves it to an invocation of its own.
    ///
    /// @param key the caller's name for this request; repeated, it is the same run
    /// @param time that its result is to be of; absent for now
    Run request(String export, String key, @Nullable Instant time, Asker asker) {
        Asked asked = asked(export, asker);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (time != null && time.isAfter(now)) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "'time' is of a result, and not to come");
        }
        record(asked.author(), "start_export", export, asked.spec());
        Run run =
                pinned(
                        asked.export(),
                        Cause.of(
                                JsonWriter.write(out ->
                                        out.list(
                                                List.of(
                                                        asked.author(),
                                                        key,
                                                        time == null ? "" : time.toString()),
                                                JsonWriter::string)),
                                asked.author(),
                                time == null ? now : time));
        hand(run.id());
        return run;
    }

    /// An export that somebody may run by hand.
    ///
    /// @param author `issuer|subject`
    record Asked(ResourceService.Current export, ExportSpec spec, String author) {}

    /// @throws TrawlException NOT_FOUND if there is none, or the caller may not act as its
    ///   principal
    Asked asked(String export, Asker asker) {
        jobs.requireSomebody(asker);
        ResourceService.Current current = find(export).orElseThrow(() -> missing(export));
        ExportSpec spec = ExportSpec.of(current.resource(), stateBucket);
        String author = jobs.actor(asker, spec.principal());
        if (author == null) {
            throw missing(export);
        }
        return new Asked(current, spec, author);
    }

    /// Leaves the run to an invocation of its own.
    void hand(String id) {
        functions.send(SELF, proceed(id));
    }

    /// Whether it does not run by itself, as it declares or as somebody said.
    boolean isPaused(Resource export) {
        return export.spec().path("paused").asBoolean(false)
                || pauses.find(export.name()).isPresent();
    }

    /// Drives a run that failed once more, from the start.
    Run redrive(String id, Asker asker) {
        Run seen = find(id, asker);
        Runs.Held held = runs.find(id).orElseThrow(() -> Jobs.missing("run '%s'".formatted(id)));
        if (!held.run().mayBeRedriven(clock.instant())) {
            throw new TrawlException(
                    ErrorCode.CONFLICT,
                    "run '%s' is %s; only a run that failed within the last 23 hours is driven again, else start the export again"
                            .formatted(id, RunCodec.text(held.run().phase())));
        }
        record(
                Objects.requireNonNullElse(jobs.actor(asker, seen.spec().principal()), ""),
                "redrive_run",
                seen.export(),
                seen.spec());
        runs.reopen(id);
        Run run =
                runs.replace(held, held.run().redriven(clock.instant()))
                        .map(Runs.Held::run)
                        .orElseGet(() -> find(id, asker));
        hand(id);
        return run;
    }

    /// What asked for a run.
    ///
    /// @param text names the run, together with the export
    /// @param shown to people
    /// @param author `issuer|subject`; empty for none
    /// @param time that the result is of
    /// @param due before which it does not begin
    record Cause(String text, String shown, String author, Instant time, Instant due) {
        static Cause of(String text, String author, Instant time) {
            return new Cause(text, author.isEmpty() ? text : author, author, time, Instant.EPOCH);
        }

        static Cause patient(String text, String author, Instant due) {
            return new Cause(text, text, author, due, due);
        }
    }

    /// Pins the run of a scheduled time; nothing if the export is gone or paused.
    Optional<Run> scheduled(String export, Instant time) {
        return unpaused(export)
                .map(current -> pinned(current, Cause.of(time.toString(), "", time)));
    }

    /// An export that runs by itself.
    Optional<ResourceService.Current> unpaused(String export) {
        return find(export).filter(current -> !isPaused(current.resource()));
    }

    /// The run that a cause names, pinned now if it was not before.
    Run pinned(ResourceService.Current current, Cause cause) {
        ExportSpec spec = ExportSpec.of(current.resource(), stateBucket);
        String name = current.resource().name();
        String id = id(name, cause.text());
        Optional<Runs.Held> known = runs.find(id);
        if (known.isPresent()) {
            return known.get().run();
        }
        targets.require(name, spec);
        Jobs.Pin pin = jobs.pin(spec);
        return runs.pin(
                        new Run(
                                id,
                                name,
                                cause.shown(),
                                cause.author(),
                                spec,
                                current.head(),
                                pin.catalogHash(),
                                pin.policyEpoch(),
                                clock.instant(),
                                cause.time(),
                                times.previous(current.resource(), cause.time()),
                                Run.Phase.WAITING,
                                0,
                                "",
                                cause.due(),
                                null,
                                null))
                .run();
    }

    /// Whether there is a run that a cause names.
    boolean isPinned(String export, String cause) {
        return runs.find(id(export, cause)).isPresent();
    }

    /// A run, for who asked for it or may act as its principal.
    Run find(String id, Asker asker) {
        jobs.requireSomebody(asker);
        Run run =
                Optional.of(id)
                        .filter(text -> text.matches("[0-9a-f]{32}"))
                        .flatMap(runs::find)
                        .map(Runs.Held::run)
                        .orElseThrow(() -> Jobs.missing("run '%s'".formatted(id)));
        if (jobs.actor(asker, run.spec().principal()) == null) {
            throw Jobs.missing("run '%s'".formatted(id));
        }
        return run;
    }

    /// The last runs of an export, the latest first.
    List<Run> list(String export, Asker asker) {
        return runs.list(asked(export, asker).export().resource().name(), LISTED_MAX);
    }

    /// Ends a run that has not ended; its attempt stops before it commits, if it has not by then.
    Run cancel(String id, Asker asker) {
        find(id, asker);
        Runs.Held held = runs.find(id).orElseThrow(() -> Jobs.missing("run '%s'".formatted(id)));
        if (held.run().phase().isEnd()) {
            return held.run();
        }
        ExportSpec spec = held.run().spec();
        record(
                Objects.requireNonNullElse(jobs.actor(asker, spec.principal()), ""),
                "cancel_export",
                held.run().export(),
                spec);
        Run cancelled =
                held.run()
                        .ended(
                                Run.Phase.CANCELLED,
                                clock.instant(),
                                new Run.Problem("CANCELLED", "somebody cancelled the run"));
        return runs.replace(held, cancelled).map(Runs.Held::run).orElseGet(() -> find(id, asker));
    }

    /// Who is about to make a job of a declared principal begin or end. The queries of the run are
    /// recorded as that principal's.
    private void record(String author, String action, String export, ExportSpec spec) {
        record(author, action, export, spec, Map.of());
    }

    /// @param details beside the export and its principal
    void record(
            String author,
            String action,
            String export,
            ExportSpec spec,
            Map<String, String> details) {
        AuditEvent.Builder event =
                AuditEvent.builder(AuditEvent.Kind.ADMINISTRATION, clock.instant(), author)
                        .action(action)
                        .purpose(spec.purpose())
                        .detail("export", export)
                        .detail("principal", spec.principal());
        details.forEach(event::detail);
        audit.record(event.build());
    }

    Optional<ResourceService.Current> find(String export) {
        return Resource.isName(export)
                ? resources.find(ResourceKind.EXPORT, export)
                : Optional.empty();
    }

    /// The event that makes an attempt.
    static String proceed(String id) {
        return JsonWriter.write(out -> out.object(o -> o.field("run").string(id)));
    }

    private static TrawlException missing(String export) {
        return Jobs.missing("export '%s'".formatted(export));
    }

    static String id(String export, String cause) {
        return dev.trawl.arrow.PartWriter.sha256(
                        (export + "\n" + cause).getBytes(StandardCharsets.UTF_8))
                .substring(0, ID_DIGITS);
    }
}

package dev.trawl.export;

import dev.trawl.catalog.ExportParameters;
import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.RequestBody;
import dev.trawl.lambda.Router;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.schedule.ScheduleExpression;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `/v1/exports/{name}`: when it runs next, pause and resume, runs for times that are past. For who
/// may act as the export's principal.
final class ControlRoutes {
    private static final int REASON_MAX = 500;

    private final ExportJobs jobs;
    private final Pauses pauses;
    private final HeldStarts held;
    private final Releases releases;
    private final Backfills backfills;
    private final Reconciler reconciler;
    private final Clock clock;

    ControlRoutes(
            ExportJobs jobs,
            Pauses pauses,
            HeldStarts held,
            Releases releases,
            Backfills backfills,
            Reconciler reconciler,
            Clock clock) {
        this.jobs = jobs;
        this.pauses = pauses;
        this.held = held;
        this.releases = releases;
        this.backfills = backfills;
        this.reconciler = reconciler;
        this.clock = clock;
    }

    Router.Builder addTo(Router.Builder routes) {
        String one = "/v1/exports/{name}";
        return routes.on("GET", one, (r, _) -> HttpResponse.json(200, state(asked(r))))
                .on("POST", one + "/pause", (r, _) -> pause(r))
                .on("POST", one + "/resume", (r, _) -> resume(r))
                .on("POST", one + "/backfill", this::backfill)
                .on("DELETE", one + "/backfill", (r, _) -> cancel(r));
    }

    private HttpResponse pause(HttpRequest request) {
        ExportJobs.Asked asked = asked(request);
        String reason =
                RequestBody.of(request).only(Set.of("reason")).findText("reason").orElse("");
        if (reason.isBlank() || reason.length() > REASON_MAX) {
            throw invalid("'reason' says why, in 1 to %d characters".formatted(REASON_MAX));
        }
        record(asked, "pause_export", Map.of("reason", reason));
        pauses.add(name(asked), new Pauses.Pause(asked.author(), clock.instant(), reason));
        reconciler.refresh(asked.export().resource());
        return HttpResponse.json(200, state(asked));
    }

    private HttpResponse resume(HttpRequest request) {
        ExportJobs.Asked asked = asked(request);
        record(asked, "resume_export", Map.of());
        pauses.remove(name(asked));
        reconciler.refresh(asked.export().resource());
        Optional<Run> begun = releases.of(name(asked));
        begun.ifPresent(reconciler::start);
        return HttpResponse.json(200, state(asked, begun));
    }

    private HttpResponse backfill(HttpRequest request, Invocation invocation) {
        ExportJobs.Asked asked = asked(request);
        RequestBody body = RequestBody.of(request).only(Set.of("from", "to", "dryRun", "parallel"));
        Instant to = body.has("to") ? instant(body, "to") : clock.instant();
        int wanted =
                Math.toIntExact(body.findNumber("parallel", 1, Backfills.PARALLEL_MAX).orElse(1L));
        Resource export = asked.export().resource();
        List<Backfills.Slot> slots = backfills.plan(export, instant(body, "from"), to);
        boolean isDry = body.findFlag("dryRun").orElse(false);
        if (!isDry) {
            long count = slots.stream().filter(Backfills.Slot::isToRun).count();
            record(asked, "backfill_export", Map.of("runs", Long.toString(count)));
            invocation.note("runs", Long.toString(count));
            backfills.begin(export.name(), asked.author(), slots, wanted);
        }
        return HttpResponse.json(
                isDry ? 200 : 202, told(export, slots, Backfills.parallel(export, wanted)));
    }

    private HttpResponse cancel(HttpRequest request) {
        ExportJobs.Asked asked = asked(request);
        record(asked, "cancel_backfill", Map.of());
        int dropped = backfills.cancel(name(asked));
        return HttpResponse.json(
                200,
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("export")
                                        .string(name(asked))
                                        .field("dropped")
                                        .integer(dropped))));
    }

    private static String told(Resource export, List<Backfills.Slot> slots, int parallel) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("export")
                                .string(export.name())
                                .field("runs")
                                .integer(slots.stream().filter(Backfills.Slot::isToRun).count())
                                .field("parallel")
                                .integer(parallel)
                                .field("warnings")
                                .list(warnings(export), JsonWriter::string)
                                .field("times")
                                .list(
                                        slots,
                                        (w, slot) ->
                                                w.object(s ->
                                                        s.field("time")
                                                                .string(slot.time().toString())
                                                                .field("state")
                                                                .string(slot.state())
                                                                .field("runs")
                                                                .bool(slot.isToRun())))));
    }

    /// Each time would give what there is now.
    private static List<String> warnings(Resource export) {
        return ExportParameters.of(export.spec().path("query").asText()).isEmpty()
                ? List.of(
                        "the query asks for no :%s and no :%s: each run exports what is there now, not what was there at its time"
                                .formatted(ExportParameters.SCHEDULED, ExportParameters.PREVIOUS))
                : List.of();
    }

    private String state(ExportJobs.Asked asked) {
        return state(asked, Optional.empty());
    }

    /// @param begun by what came while it was paused
    private String state(ExportJobs.Asked asked, Optional<Run> begun) {
        Resource export = asked.export().resource();
        Optional<Pauses.Pause> pause = pauses.find(export.name());
        Optional<Backfill> backfill = backfills.find(export.name());
        boolean isPaused = jobs.isPaused(export);
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("export").string(export.name());
                    o.field("schedule").string(ExportSchedule.text(export.spec()));
                    o.field("zone").string(ExportSchedule.zone(export.spec()));
                    o.field("paused").bool(isPaused);
                    pause.ifPresent(p ->
                            o.field("pausedBy")
                                    .string(p.author())
                                    .field("pausedAt")
                                    .string(p.time().toString())
                                    .field("reason")
                                    .string(p.reason()));
                    o.field("next")
                            .stringOrNull(
                                    isPaused
                                            ? null
                                            : next(export).map(Instant::toString).orElse(null));
                    held.find(export.name())
                            .ifPresent(h ->
                                    o.field("held")
                                            .object(w ->
                                                    w.field("count")
                                                            .integer(h.count())
                                                            .field("since")
                                                            .string(h.since().toString())));
                    begun.ifPresent(run -> o.field("run").string(run.id()));
                    backfill.ifPresent(b ->
                            o.field("backfill")
                                    .object(f ->
                                            f.field("left")
                                                    .integer(b.times().size())
                                                    .field("going")
                                                    .integer(b.runs().size())));
                }));
    }

    /// The next time by the calendar; a rate has its times from the scheduler alone.
    private Optional<Instant> next(Resource export) {
        Instant now = clock.instant();
        return ExportSchedule.expression(export.spec())
                .filter(text -> !text.startsWith("rate"))
                .flatMap(text ->
                        ScheduleExpression.parse(text, ExportSchedule.zone(export.spec()))
                                .next(now, now));
    }

    private void record(ExportJobs.Asked asked, String action, Map<String, String> details) {
        jobs.record(asked.author(), action, name(asked), asked.spec(), details);
    }

    private ExportJobs.Asked asked(HttpRequest request) {
        return jobs.asked(request.parameter("name"), Asker.of(request));
    }

    private static String name(ExportJobs.Asked asked) {
        return asked.export().resource().name();
    }

    static Instant instant(RequestBody body, String field) {
        try {
            return Instant.parse(body.text(field));
        } catch (DateTimeException e) {
            throw invalid("'%s' is an instant such as 2026-01-31T00:00:00Z".formatted(field));
        }
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_REQUEST, message);
    }
}

package dev.trawl.export;

import dev.trawl.lambda.EventHandler;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonValue;
import dev.trawl.lambda.Metric;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// What the function is called with that is no request: `{"run"}` makes an attempt, `{"export",
/// "time"}` comes from a schedule, `{"export", "event"}` tells that something happened which it
/// waits for, `{"check", "run", …}` tells how a check ended, `{"task": "reconcile"}` repairs. All
/// come at least once.
final class ExportEvents implements EventHandler {
    private final ExportJobs jobs;
    private final Exporter exporter;
    private final Reconciler reconciler;
    private final EventRuns eventRuns;
    private final Followers followers;
    private final Backfills backfills;
    private final CheckNotices checkNotices;

    ExportEvents(
            ExportJobs jobs,
            Exporter exporter,
            Reconciler reconciler,
            EventRuns eventRuns,
            Followers followers,
            Backfills backfills,
            CheckNotices checkNotices) {
        this.checkNotices = checkNotices;
        this.eventRuns = eventRuns;
        this.followers = followers;
        this.backfills = backfills;
        this.jobs = jobs;
        this.exporter = exporter;
        this.reconciler = reconciler;
    }

    @Override
    public void handle(JsonValue.Fields event, Invocation invocation) {
        Optional<String> run = event.findText("run");
        Optional<String> export = event.findText("export");
        if (event.findText("check").isPresent()) {
            checkNotices.ended(end(event));
        } else if (run.isPresent()) {
            proceed(run.get(), invocation);
        } else if (export.isPresent()) {
            invocation.note("export", export.get());
            Optional<String> happened = event.findText("event");
            if (happened.isPresent()) {
                eventRuns.of(export.get(), happened.get()).ifPresent(reconciler::wake);
                return;
            }
            jobs.scheduled(export.get(), time(event))
                    .ifPresent(pinned -> proceed(pinned.id(), invocation));
        } else if (event.findText("task").filter("reconcile"::equals).isPresent()) {
            invocation.note("repaired", Integer.toString(reconciler.reconcile()));
        } else {
            throw invalid("it has none of 'run', 'export' and 'task'");
        }
    }

    private void proceed(String id, Invocation invocation) {
        Run run = exporter.proceed(id);
        invocation.note("run", run.id());
        invocation.note("state", RunCodec.text(run.phase()));
        invocation.note("attempt", Integer.toString(run.attempt()));
        switch (run.phase()) {
            case COMMITTED -> invocation.measure(Metric.EXPORTS_COMMITTED, 1);
            case FAILED, SKIPPED -> invocation.measure(Metric.EXPORTS_FAILED, 1);
            default -> {}
        }
        Run.Problem problem = run.problem();
        if (problem != null) {
            invocation.note("problem", problem.code());
        }
        reconciler.wake(run);
        if (run.phase() == Run.Phase.COMMITTED) {
            followers.of(run).forEach(jobs::hand);
        }
        if (run.phase().isEnd()) {
            backfills.advance(run.export());
            if (!reconciler.told(run)) {
                invocation.note("notices", "left");
            }
        }
    }

    private static CheckNotices.End end(JsonValue.Fields event) {
        return new CheckNotices.End(
                text(event, "check"),
                text(event, "dataset"),
                text(event, "run"),
                text(event, "state"),
                text(event, "time"));
    }

    private static String text(JsonValue.Fields event, String field) {
        return event.findText(field)
                .orElseThrow(() -> invalid("it tells of a check without '%s'".formatted(field)));
    }

    private static Instant time(JsonValue.Fields event) {
        try {
            return Instant.parse(event.findText("time").orElse(""));
        } catch (DateTimeException e) {
            throw invalid("'time' is no instant");
        }
    }

    private static TrawlException invalid(String what) {
        return new TrawlException(
                ErrorCode.INVALID_REQUEST, "the event cannot be handled: " + what);
    }
}

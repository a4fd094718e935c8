package dev.trawl.export;

import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.store.Schedules;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The scheduler's entries that exports and waiting runs ask for.
final class ScheduleEntries {
    static final String EXPORT = "export-";
    static final String RUN = "run-";
    private static final String TIME = "<aws.scheduler.scheduled-time>";
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private ScheduleEntries() {}

    /// The entry of an export; none if it has no times.
    static Optional<Schedules.Entry> of(Resource export, boolean isPaused) {
        return ExportSchedule.expression(export.spec())
                .map(expression -> of(export, expression, !isPaused));
    }

    private static Schedules.Entry of(Resource export, String expression, boolean isEnabled) {
        return new Schedules.Entry(
                EXPORT + export.name(),
                expression,
                ExportSchedule.zone(export.spec()),
                isEnabled,
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("export")
                                        .string(export.name())
                                        .field("time")
                                        .string(TIME))));
    }

    /// Wakes a waiting run when its next attempt is due.
    static Schedules.Entry of(Run run) {
        Instant due = run.until().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
        return new Schedules.Entry(
                RUN + run.id(),
                "at(%s)".formatted(LOCAL.format(due)),
                "UTC",
                true,
                ExportJobs.proceed(run.id()));
    }
}

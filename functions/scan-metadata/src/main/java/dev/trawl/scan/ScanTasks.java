package dev.trawl.scan;

import dev.trawl.audit.AuditCompaction;
import dev.trawl.catalog.Resource;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonValue;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.scan.check.Checks;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// What schedules, and the function itself, ask for: `{"task": "scan", "scan": source,
/// "classify"}`, `{"task": "checks"}` for all that are due, `{"task": "checks", "datasets",
/// "cause"}` after a scan; `{"task": "register", "registration"}` after an export; `{"task":
/// "compact", "days"}` packs days of the audit log that are over. All come at least once; done
/// again, they change nothing more.
final class ScanTasks {
    private static final Duration SPARE = Duration.ofSeconds(10);
    private static final int DAYS = 7;
    private static final int DAYS_MAX = 400;

    private final Scanner scanner;
    private final Checks checks;
    private final Registrar registrar;
    private final AuditCompaction compaction;
    private final String principal;

    /// @param principal name of the declared Principal that scheduled scans run as
    ScanTasks(
            Scanner scanner,
            Checks checks,
            Registrar registrar,
            AuditCompaction compaction,
            String principal) {
        this.scanner = scanner;
        this.checks = checks;
        this.registrar = registrar;
        this.compaction = compaction;
        this.principal = principal;
    }

    void run(String task, JsonValue.Fields event, Invocation invocation) {
        switch (task) {
            case "scan" -> scan(event, invocation);
            case "checks" -> check(event, invocation);
            case "register" -> {
                Registration wanted = Registration.parse(event);
                invocation.note("dataset", wanted.dataset());
                registrar.register(wanted);
            }
            case "compact" -> compact(event, invocation);
            default ->
                    throw invalid(
                            "there is no task '%s', only scan, checks, register and compact"
                                    .formatted(task));
        }
    }

    private void scan(JsonValue.Fields event, Invocation invocation) {
        String source =
                event.findText("scan")
                        .filter(Resource::isName)
                        .orElseThrow(() -> invalid("'scan' names a source"));
        Scanner.Outcome outcome =
                scanner.scan(
                        new Scanner.Task(
                                source,
                                Scanner.Mode.APPLY,
                                Set.of(),
                                _ -> true,
                                scope(event.findText("classify").orElse("new"))),
                        Caller.job(principal));
        invocation.note("tables", Integer.toString(outcome.tables()));
        invocation.note("drifted", Integer.toString(outcome.drifts().size()));
        invocation.note("profiled", Integer.toString(outcome.profiled().looked().size()));
    }

    private static Profiler.Scope scope(String text) {
        return switch (text) {
            case "none", "new", "all" -> Profiler.Scope.valueOf(text.toUpperCase(Locale.ROOT));
            default -> throw invalid("'classify' is one of none, new and all");
        };
    }

    private void check(JsonValue.Fields event, Invocation invocation) {
        Instant until = invocation.deadline().minus(SPARE);
        String cause = event.findText("cause").orElse("");
        List<String> ran =
                cause.isEmpty()
                        ? checks.runDue(until)
                        : checks.runAfterScan(datasets(event), cause, until);
        invocation.note("checks", Integer.toString(ran.size()));
    }

    private void compact(JsonValue.Fields event, Invocation invocation) {
        int days = event.find("days").isEmpty() ? DAYS : days(event);
        List<LocalDate> packed = compaction.run(days, invocation.deadline().minus(SPARE));
        invocation.note("days", Integer.toString(packed.size()));
    }

    private static int days(JsonValue.Fields event) {
        if (event.find("days").orElse(null) instanceof JsonValue.Numeral(BigDecimal days)
                && days.compareTo(BigDecimal.ONE) >= 0
                && days.compareTo(BigDecimal.valueOf(DAYS_MAX)) <= 0) {
            return days.intValue();
        }
        throw invalid("'days' is a number from 1 to " + DAYS_MAX);
    }

    private static Set<String> datasets(JsonValue.Fields event) {
        Set<String> names = new TreeSet<>();
        if (event.find("datasets").orElse(null) instanceof JsonValue.Items items) {
            for (JsonValue item : items.values()) {
                if (item instanceof JsonValue.Text(String name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /// The event that runs the checks of what was just scanned.
    static String afterScan(Set<String> datasets, Instant time) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("task")
                                .string("checks")
                                .field("cause")
                                .string("scan " + time)
                                .field("datasets")
                                .list(new TreeSet<>(datasets), JsonWriter::string)));
    }

    private static TrawlException invalid(String what) {
        return new TrawlException(
                ErrorCode.INVALID_REQUEST, "the event cannot be handled: " + what);
    }
}

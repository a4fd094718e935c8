package dev.trawl.query.audit;

import dev.trawl.audit.AuditEvent;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What of the audit log is asked for.
///
/// @param after the key of the last record of the page before; empty for the first page
/// @param form parsed records, or texts as they are stored
/// @param conditions as they were written
record AuditRequest(
        LocalDate from,
        LocalDate to,
        String after,
        int limit,
        Form form,
        Predicate<AuditEvent> filter,
        String conditions) {
    private static final int DAYS_MAX = 366;
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final Set<String> FILTERS =
            Set.of("kind", "principal", "purpose", "query", "code", "table", "column");
    private static final Set<String> OTHERS = Set.of("from", "to", "after", "limit", "form");

    enum Form {
        EVENTS,
        STORED
    }

    /// @throws TrawlException INVALID_REQUEST
    static AuditRequest of(HttpRequest request, LocalDate today) {
        Set<String> unknown = new TreeSet<>(request.query().keySet());
        unknown.removeAll(FILTERS);
        unknown.removeAll(OTHERS);
        if (!unknown.isEmpty()) {
            throw invalid("the audit log knows no parameter '%s'".formatted(unknown.toArray()[0]));
        }
        LocalDate to = day(request, "to").orElse(today);
        LocalDate from = day(request, "from").orElse(to);
        if (from.isAfter(to) || from.plusDays(DAYS_MAX).isBefore(to)) {
            throw invalid("'from' and 'to' name 1 to %d days".formatted(DAYS_MAX));
        }
        return new AuditRequest(
                from,
                to,
                request.queryValue("after").orElse(""),
                limit(request),
                form(request),
                filter(request),
                request.query().keySet().stream()
                        .filter(FILTERS::contains)
                        .sorted()
                        .map(name -> name + "=" + request.queryValue(name).orElse(""))
                        .reduce((a, b) -> a + "&" + b)
                        .orElse(""));
    }

    private static Optional<LocalDate> day(HttpRequest request, String name) {
        try {
            return request.queryValue(name).map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            throw invalid("'%s' must be a day, as 2026-11-21".formatted(name));
        }
    }

    private static int limit(HttpRequest request) {
        Optional<String> text = request.queryValue("limit");
        if (text.isEmpty()) {
            return LIMIT_DEFAULT;
        }
        if (!text.get().matches("[0-9]{1,4}")
                || Integer.parseInt(text.get()) < 1
                || Integer.parseInt(text.get()) > LIMIT_MAX) {
            throw invalid("'limit' must be a whole number from 1 to %d".formatted(LIMIT_MAX));
        }
        return Integer.parseInt(text.get());
    }

    private static Form form(HttpRequest request) {
        return switch (request.queryValue("form").orElse("events")) {
            case "events" -> Form.EVENTS;
            case "stored" -> Form.STORED;
            default -> throw invalid("'form' must be events or stored");
        };
    }

    private static Predicate<AuditEvent> filter(HttpRequest request) {
        List<Predicate<AuditEvent>> all = new ArrayList<>();
        request.queryValue("kind")
                .ifPresent(v -> all.add(e -> e.kind().name().toLowerCase(Locale.ROOT).equals(v)));
        request.queryValue("principal").ifPresent(v -> all.add(e -> e.principal().equals(v)));
        request.queryValue("purpose").ifPresent(v -> all.add(e -> v.equals(e.purpose())));
        request.queryValue("query").ifPresent(v -> all.add(e -> v.equals(e.queryId())));
        request.queryValue("code").ifPresent(v -> all.add(e -> v.equals(e.code())));
        Optional<String> table = request.queryValue("table");
        Optional<String> column = request.queryValue("column");
        if (table.isPresent() || column.isPresent()) {
            all.add(e ->
                    e.reads().stream()
                            .filter(r -> table.isEmpty() || table.get().equals(r.table()))
                            .anyMatch(r ->
                                    column.isEmpty()
                                            || r.columns().stream()
                                                    .anyMatch(c -> c.name().equals(column.get()))));
        }
        return all.stream().reduce(_ -> true, Predicate::and);
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_REQUEST, message);
    }
}

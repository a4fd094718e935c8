package dev.trawl.policy.function;

import dev.trawl.catalog.Change;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What is proposed, and on which queries it is to be tried.
///
/// @param since the first moment of the period
/// @param until the first moment after it
/// @param after the key of the last record of the page before; empty for the first page
record ImpactRequest(List<Change> changes, Instant since, Instant until, String after) {
    private static final Duration PERIOD_DEFAULT = Duration.ofDays(7);
    private static final int DAYS_MAX = 92;
    private static final Set<String> PARAMETERS = Set.of("since", "until", "after", "delete");

    ImpactRequest {
        changes = List.copyOf(changes);
    }

    /// @throws TrawlException INVALID_REQUEST or INVALID_RESOURCE
    static ImpactRequest of(HttpRequest request, Instant now) {
        Set<String> unknown = new TreeSet<>(request.query().keySet());
        unknown.removeAll(PARAMETERS);
        if (!unknown.isEmpty()) {
            throw invalid(
                    "there is no parameter '%s'; known: %s"
                            .formatted(unknown.toArray()[0], new TreeSet<>(PARAMETERS)));
        }
        List<Change> changes = new ArrayList<>(deletions(request));
        if (changes.isEmpty() || !request.bodyText().isBlank()) {
            Bundles.parse(request.bodyText()).stream().map(Change::put).forEach(changes::add);
        }
        Instant until = time(request, "until").orElse(now);
        Instant since = time(request, "since").orElse(until.minus(PERIOD_DEFAULT));
        if (!since.isBefore(until)
                || Duration.between(since, until).compareTo(Duration.ofDays(DAYS_MAX)) > 0) {
            throw invalid("'since' is before 'until', by at most %d days".formatted(DAYS_MAX));
        }
        return new ImpactRequest(changes, since, until, request.queryValue("after").orElse(""));
    }

    private static List<Change> deletions(HttpRequest request) {
        return request.query().getOrDefault("delete", List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(ImpactRequest::deletion)
                .toList();
    }

    private static Change deletion(String id) {
        String[] parts = id.split("/", 2);
        return Stream.of(ResourceKind.values())
                .filter(kind -> parts.length == 2 && kind.path().equals(parts[0]))
                .map(kind -> Change.delete(kind, parts[1]))
                .findFirst()
                .orElseThrow(() ->
                        invalid(
                                "'delete' names a resource as policy/name, not '%s'"
                                        .formatted(id)));
    }

    /// A moment, or the first of a day in UTC.
    private static Optional<Instant> time(HttpRequest request, String name) {
        Optional<String> text = request.queryValue(name);
        try {
            return text.map(t ->
                    t.indexOf('T') < 0
                            ? LocalDate.parse(t).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(t));
        } catch (DateTimeParseException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "'%s' is a day or a moment, as 2026-11-21 or 2026-11-21T12:00:00Z"
                            .formatted(name),
                    e);
        }
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_REQUEST, message);
    }
}

package dev.trawl.query.audit;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditKeys;
import dev.trawl.audit.AuditLog;
import dev.trawl.audit.AuditReader;
import dev.trawl.audit.AuditRecord;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import dev.trawl.query.authorize.PolicyClient;
import dev.trawl.query.execute.SideBySide;
import dev.trawl.query.execute.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers `GET /v1/audit`, for administrators and whom a rule lets administer the log. Looking is
/// recorded, too. Thread-safe.
public final class AuditService {
    /// What a rule names as `{ kind: Audit, name: log }`.
    private static final TableName LOG = new TableName("resource", "Audit", "log");

    private static final int LOADED_MAX = 1_000;
    private static final int LOADED_AT_ONCE = 16;
    private static final int TEXT_MAX = 4_000_000;
    private static final Duration TIME_MAX = Duration.ofSeconds(20);

    private final PolicyClient policy;
    private final Snapshots snapshots;
    private final AuditLog log;
    private final AuditReader reader;
    private final Clock clock;

    public AuditService(
            PolicyClient policy,
            Snapshots snapshots,
            AuditLog log,
            AuditReader reader,
            Clock clock) {
        this.policy = policy;
        this.snapshots = snapshots;
        this.log = log;
        this.reader = reader;
        this.clock = clock;
    }

    /// @param requestId names the look in the log
    /// @throws TrawlException PERMISSION_DENIED or INVALID_REQUEST
    public HttpResponse answer(
            HttpRequest http, Caller caller, String requestId, @Nullable String traceId) {
        AuditRequest request =
                AuditRequest.of(http, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        Decision decision = decision(caller, requestId);
        log.record(
                AuditEvent.builder(
                                AuditEvent.Kind.ADMINISTRATION,
                                clock.instant(),
                                decision.principal())
                        .action("read_audit")
                        .query(requestId)
                        .trace(traceId)
                        .detail("days", request.from() + "/" + request.to())
                        .detail("conditions", request.conditions())
                        .build());
        return HttpResponse.json(200, page(request));
    }

    private Decision decision(Caller caller, String requestId) {
        Decision decision =
                policy.decide(
                        new DecisionRequest(
                                new DecisionRequest.Credential.Token(caller.token()),
                                null,
                                Action.ADMINISTER,
                                requestId,
                                snapshots.latest().hash(),
                                null,
                                caller.ip(),
                                List.of(LOG)));
        if (!(decision.outcome(LOG).orElse(null) instanceof Decision.Permit)) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "the audit log is for administrators, and for whom a rule with the action"
                            + " administer on { kind: Audit, name: log } allows");
        }
        return decision;
    }

    private String page(AuditRequest request) {
        List<AuditReader.Stored> found = new ArrayList<>();
        Optional<String> next = fill(request, found);
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("records").list(found, (w, stored) -> write(request, w, stored));
                    o.field("next").stringOrNull(next.orElse(null));
                }));
    }

    private static void write(AuditRequest request, JsonWriter out, AuditReader.Stored stored) {
        switch (request.form()) {
            case EVENTS -> AuditRecord.fromJson(stored.text()).write(out);
            case STORED ->
                    out.object(o ->
                            o.field("key")
                                    .string(stored.key())
                                    .field("text")
                                    .string(stored.text()));
        }
    }

    /// The key to go on after; absent if all was looked at.
    private Optional<String> fill(AuditRequest request, List<AuditReader.Stored> found) {
        int loaded = 0;
        long length = 0;
        for (LocalDate day = request.from(); !day.isAfter(request.to()); day = day.plusDays(1)) {
            List<String> keys = after(reader.keys(day), request.after());
            for (int at = 0; at < keys.size(); at += LOADED_AT_ONCE) {
                List<String> some = keys.subList(at, Math.min(keys.size(), at + LOADED_AT_ONCE));
                for (AuditReader.Stored stored : load(some)) {
                    if (stored.key().compareTo(request.after()) <= 0) {
                        continue;
                    }
                    loaded++;
                    if (isWanted(request, stored)) {
                        found.add(stored);
                        length += stored.text().length();
                    }
                    if (found.size() == request.limit()
                            || loaded == LOADED_MAX
                            || length > TEXT_MAX) {
                        return Optional.of(stored.key());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// A page may end within an object, so the last one that begins before is read again if it is
    /// of the same writer.
    private static List<String> after(List<String> keys, String after) {
        int first = 0;
        while (first < keys.size() && keys.get(first).compareTo(after) <= 0) {
            first++;
        }
        boolean isWithin = first > 0 && AuditKeys.areOfOneWriter(keys.get(first - 1), after);
        return keys.subList(isWithin ? first - 1 : first, keys.size());
    }

    private List<AuditReader.Stored> load(List<String> keys) {
        Watch watch = new Watch(clock, clock.instant().plus(TIME_MAX), () -> false);
        try (SideBySide threads = new SideBySide(LOADED_AT_ONCE)) {
            return threads
                    .run(
                            keys.stream()
                                    .<Supplier<List<AuditReader.Stored>>>map(
                                            key -> () -> reader.loadAll(key))
                                    .toList(),
                            watch)
                    .stream()
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /// What cannot be read is left to the verifier.
    private static boolean isWanted(AuditRequest request, AuditReader.Stored stored) {
        if (request.form() == AuditRequest.Form.STORED && request.conditions().isEmpty()) {
            return true;
        }
        try {
            return request.filter().test(AuditRecord.fromJson(stored.text()).event());
        } catch (MalformedJsonException e) {
            return false;
        }
    }
}

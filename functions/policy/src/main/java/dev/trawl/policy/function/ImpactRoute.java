package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.audit.AuditReader;
import dev.trawl.audit.AuditRecord;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceService;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.plan.json.MalformedJsonException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `POST /v1/policy-impact`: tries a bundle on the audited queries of a period. For whom may read
/// the audit log and administer what the bundle changes; nothing is applied, nothing is run, and
/// looking is recorded. Thread-safe.
final class ImpactRoute {
    private static final String READS_LOG = "no decision of it is on record";

    private final Credentials credentials;
    private final PoliciesInForce policies;
    private final StoredPolicies stored;
    private final Administration administration;
    private final ResourceService resources;
    private final AuditLog audit;
    private final AuditReader reader;
    private final DecisionRecords decisions;
    private final Clock clock;

    ImpactRoute(
            Credentials credentials,
            PoliciesInForce policies,
            StoredPolicies stored,
            Administration administration,
            ResourceService resources,
            Records records,
            Clock clock) {
        this.credentials = credentials;
        this.policies = policies;
        this.stored = stored;
        this.administration = administration;
        this.resources = resources;
        this.audit = records.log();
        this.reader = records.reader();
        this.decisions = records.decisions();
        this.clock = clock;
    }

    /// The audit log, to write and to read.
    record Records(AuditLog log, AuditReader reader, DecisionRecords decisions) {}

    Router.Builder addTo(Router.Builder routes) {
        return routes.on("POST", "/v1/policy-impact", this::impact);
    }

    private HttpResponse impact(HttpRequest http, Invocation invocation) {
        Asker caller = Asker.of(credentials, http);
        ImpactRequest request = ImpactRequest.of(http, clock.instant());
        InForce now = policies.current();
        administration.require(caller, "Audit", "log", now.policies());
        for (Change change : request.changes()) {
            administration.require(caller, change.kind().text(), change.name(), now.policies());
        }
        audit.record(
                AuditEvent.builder(AuditEvent.Kind.ADMINISTRATION, clock.instant(), caller.id())
                        .action("policy_impact")
                        .trace(invocation.traceId())
                        .detail("period", request.since() + "/" + request.until())
                        .build());
        Replay.Side inForce = new Replay.Side(now.policies(), now.catalog());
        Replay replay = new Replay(inForce, proposed(request.changes(), inForce));
        ImpactReport report = new ImpactReport();
        @Nullable String next = new Pages(request, replay, report).fill();
        return HttpResponse.json(200, report.toJson(request, next));
    }

    /// What would be in force; what is, if nothing would change.
    private Replay.Side proposed(List<Change> changes, Replay.Side inForce) {
        Compiling compiling = new Compiling(stored);
        resources.plan(changes, compiling::compile);
        return compiling.side == null ? inForce : compiling.side;
    }

    /// Compiles what an apply would leave, and keeps it here only.
    private static final class Compiling {
        private final StoredPolicies stored;
        private Replay.@Nullable Side side;

        Compiling(StoredPolicies stored) {
            this.stored = stored;
        }

        String compile(List<Resource> all, CatalogSnapshot catalog) {
            side = new Replay.Side(stored.compile(all.stream(), catalog), catalog);
            return "";
        }
    }

    /// Reads the log day by day, up to what one answer may cost.
    private final class Pages {
        private static final int LOADED_MAX = 2_000;
        private static final int LOADED_AT_ONCE = 16;
        private static final int GROUPS_MAX = 1_000;
        private static final Duration TIME_MAX = Duration.ofSeconds(15);

        private final ImpactRequest request;
        private final Replay replay;
        private final ImpactReport report;
        private final Instant end = clock.instant().plus(TIME_MAX);

        Pages(ImpactRequest request, Replay replay, ImpactReport report) {
            this.request = request;
            this.replay = replay;
            this.report = report;
        }

        /// The key to go on after; null if all was looked at.
        @Nullable String fill() {
            int loaded = 0;
            LocalDate last = day(request.until().minusNanos(1));
            for (LocalDate day = day(request.since()); !day.isAfter(last); day = day.plusDays(1)) {
                List<String> keys =
                        reader.keys(day).stream()
                                .filter(key -> key.compareTo(request.after()) > 0)
                                .filter(Pages::isOfQueries)
                                .toList();
                for (int at = 0; at < keys.size(); at += LOADED_AT_ONCE) {
                    List<String> some =
                            keys.subList(at, Math.min(keys.size(), at + LOADED_AT_ONCE));
                    some.stream()
                            .map(key -> Beside.start(() -> asked(key)))
                            .toList()
                            .forEach(a -> a.outcome().forEach(this::replay));
                    loaded += some.size();
                    if (loaded >= LOADED_MAX
                            || report.size() >= GROUPS_MAX
                            || clock.instant().isAfter(end)) {
                        return some.getLast();
                    }
                }
            }
            return null;
        }

        /// Records of other functions do not begin queries.
        private static boolean isOfQueries(String key) {
            return key.contains("/query-") || key.contains("/executor-");
        }

        private static LocalDate day(Instant time) {
            return LocalDate.ofInstant(time, ZoneOffset.UTC);
        }

        private List<Asked> asked(String key) {
            return reader.loadAll(key).stream().flatMap(stored -> asked(stored).stream()).toList();
        }

        /// The begin of a query in the period; nothing for other records, and for what is no record
        /// any more.
        private Optional<Asked> asked(AuditReader.Stored stored) {
            AuditEvent event;
            try {
                event = AuditRecord.fromJson(stored.text()).event();
            } catch (MalformedJsonException _) {
                return Optional.empty();
            }
            String id = event.queryId();
            if (event.kind() != AuditEvent.Kind.QUERY_STARTED
                    || id == null
                    || event.reads().isEmpty() && !isRefused(event)
                    || event.time().isBefore(request.since())
                    || !event.time().isBefore(request.until())) {
                return Optional.empty();
            }
            return Optional.of(new Asked(event, decisions.find(id, event).orElse(null)));
        }

        /// Refused after policy decided: what it asked for may be known to policy alone.
        private static boolean isRefused(AuditEvent event) {
            return event.code() != null && event.details().containsKey("decision");
        }

        private void replay(Asked asked) {
            DecisionBasis basis = asked.basis();
            if (basis == null || !basis.principal().id().equals(asked.event().principal())) {
                report.add(
                        asked.event(),
                        String.valueOf(asked.event().action()),
                        new Replay.Outcome.Undecided(READS_LOG));
                return;
            }
            report.add(asked.event(), basis.action().text(), replay.of(asked.event(), basis));
        }
    }

    private record Asked(AuditEvent event, @Nullable DecisionBasis basis) {}
}

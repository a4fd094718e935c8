package dev.trawl.query.lineage;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.audit.AuditReader;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import dev.trawl.query.authorize.PolicyClient;
import dev.trawl.query.authorize.SqlFront;
import dev.trawl.query.draw.Svg;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Answers `GET /v1/lineage/{dataset}`. What the caller may not describe is not there: neither it,
/// nor what is made from it. Recorded queries are the caller's own; those of others are for whom
/// may read the audit log, and looking at them is recorded. Thread-safe.
public final class LineageService {
    private static final TableName LOG = new TableName("resource", "Audit", "log");

    private final Snapshots snapshots;
    private final PolicyClient policy;
    private final SqlFront front;
    private final AuditLog log;
    private final AuditReader reader;
    private final Clock clock;
    private volatile @Nullable CatalogNames last;

    public LineageService(
            Snapshots snapshots,
            PolicyClient policy,
            SqlFront front,
            AuditLog log,
            AuditReader reader,
            Clock clock) {
        this.snapshots = snapshots;
        this.policy = policy;
        this.front = front;
        this.log = log;
        this.reader = reader;
        this.clock = clock;
    }

    /// @param requestId names the look, in decisions and in the log
    /// @throws TrawlException NOT_FOUND for what is not there and for what may not be described
    public HttpResponse answer(HttpRequest http, Caller caller, String requestId) {
        LineageRequest request = LineageRequest.of(http);
        try {
            return answer(request, caller, requestId, snapshots.current());
        } catch (TrawlException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
        }
        // Policy knows the newest catalog and the one before; ours was older.
        return answer(request, caller, requestId, snapshots.latest());
    }

    private HttpResponse answer(
            LineageRequest request, Caller caller, String requestId, CatalogSnapshot catalog) {
        CatalogNames names = names(catalog);
        Described described =
                new Described(policy, caller, request.purpose(), requestId, catalog.hash());
        ViewLineage views = new ViewLineage(catalog, names, described, front, clock.instant());
        TableName start = start(request, names, described);
        Set<String> columns = columns(request, start, views);
        LineageGraph graph =
                new LineageWalk(catalog, names, described, views, request).from(start, columns);
        if (request.days() > 0) {
            addRecorded(graph, request, start, caller, requestId, described, catalog);
        }
        String id = start.toString();
        return switch (request.form()) {
            case JSON -> HttpResponse.json(200, LineageText.json(graph, id, request.column()));
            case TEXT ->
                    HttpResponse.text(200, "text/plain; charset=utf-8", LineageText.table(graph));
            case SVG -> Svg.response("image/svg+xml", LineageDrawing.svg(graph, id));
            case HTML -> Svg.response("text/html; charset=utf-8", LineageDrawing.html(graph, id));
        };
    }

    /// The dataset of that name, else the table whose name ends so, among what the caller may know
    /// of: what is hidden hides nothing else.
    private static TableName start(
            LineageRequest request, CatalogNames names, Described described) {
        Set<TableName> meant = new TreeSet<>(names.ending(request.dataset()));
        Optional<TableName> dataset = names.dataset(request.dataset());
        dataset.ifPresent(meant::add);
        // Asked even about nothing, so that nobody learns that there is nothing.
        described.principal();
        described.ask(meant);
        if (dataset.isPresent() && described.of(dataset.get()).isPresent()) {
            return dataset.get();
        }
        List<TableName> known = meant.stream().filter(n -> described.of(n).isPresent()).toList();
        if (known.size() > 1) {
            throw new TrawlException(
                    ErrorCode.AMBIGUOUS_NAME,
                    "'%s' may be any of %s".formatted(request.dataset(), known));
        }
        if (known.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND, "there is no dataset '%s'".formatted(request.dataset()));
        }
        return known.getFirst();
    }

    private static Set<String> columns(LineageRequest request, TableName start, ViewLineage views) {
        List<Field> fields = views.fields(start).orElse(List.of());
        String column = request.column();
        if (column == null) {
            return LineageWalk.names(fields);
        }
        return fields.stream()
                .map(Field::name)
                .filter(column::equalsIgnoreCase)
                .findFirst()
                .map(Set::of)
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.COLUMN_NOT_FOUND,
                                "%s has no column '%s'".formatted(start, column)));
    }

    /// Recorded lineage is about tables, views expanded.
    private void addRecorded(
            LineageGraph graph,
            LineageRequest request,
            TableName start,
            Caller caller,
            String requestId,
            Described described,
            CatalogSnapshot catalog) {
        String principal = described.principal();
        boolean maySeeAll = mayReadLog(caller, requestId, catalog);
        Predicate<AuditEvent> isShown = e -> maySeeAll || e.principal().equals(principal);
        if (maySeeAll) {
            log.record(
                    AuditEvent.builder(AuditEvent.Kind.ADMINISTRATION, clock.instant(), principal)
                            .action("read_lineage")
                            .query(requestId)
                            .detail("dataset", start.toString())
                            .detail("days", Integer.toString(request.days()))
                            .build());
        }
        RecordedLineage recorded = new RecordedLineage(reader, described, clock);
        List<AuditEvent> events = recorded.read(graph, request.days(), isShown);
        if (request.direction() != LineageRequest.Direction.DOWN) {
            new FilledLineage(graph, catalog, described, request, events).add();
        }
        if (request.direction() != LineageRequest.Direction.UP
                && catalog.tables().containsKey(start)) {
            Map<TableName, Set<String>> wanted = new HashMap<>();
            String column = request.column();
            LineageGraph.Node node = graph.node(start.toString());
            wanted.put(
                    start, column == null || node == null ? Set.of() : Set.copyOf(node.columns()));
            recorded.addTo(graph, wanted, events);
        }
    }

    private boolean mayReadLog(Caller caller, String requestId, CatalogSnapshot catalog) {
        return policy.decide(
                                new DecisionRequest(
                                        caller.credential(),
                                        null,
                                        Action.ADMINISTER,
                                        requestId,
                                        catalog.hash(),
                                        null,
                                        caller.ip(),
                                        List.of(LOG)))
                        .outcome(LOG)
                        .orElse(null)
                instanceof Decision.Permit;
    }

    /// Made once per snapshot; two at the same time make two, which are equal.
    private CatalogNames names(CatalogSnapshot catalog) {
        CatalogNames known = last;
        if (known == null || !known.hash().equals(catalog.hash())) {
            known = new CatalogNames(catalog, front);
            last = known;
        }
        return known;
    }
}

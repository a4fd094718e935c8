package dev.trawl.query.authorize;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.calcite.SqlParameters;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogView;
import dev.trawl.catalog.Snapshots;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns SQL into a governed plan, or a refusal. Names are resolved among the tables that the
/// principal may know of only, so that a table that is hidden and one that is missing cannot be
/// told apart. Thread-safe.
public final class Authorizer {
    /// What policy is asked about in one request.
    private static final int DESCRIBED_AT_ONCE = 200;

    /// Rows of a table of the catalog's; they travel with the plan.
    private static final int CATALOG_ROWS_MAX = 50_000;

    private final Snapshots snapshots;
    private final PolicyClient policy;
    private final SqlFront front;
    private final int tablesMax;
    private final Clock clock;

    public Authorizer(
            Snapshots snapshots, PolicyClient policy, SqlFront front, int tablesMax, Clock clock) {
        this.clock = clock;
        this.snapshots = snapshots;
        this.policy = policy;
        this.front = front;
        this.tablesMax = tablesMax;
    }

    /// @param caller whose token or ticket proves who asks
    /// @throws TrawlException if the text does not parse, is too large, or policy cannot be asked
    public Authorization authorize(
            String sql,
            SqlParameters parameters,
            Caller caller,
            @Nullable String purpose,
            String queryId) {
        policy.wake();
        Request request =
                new Request(sql, parameters, caller, purpose, queryId, front.references(sql));
        try {
            return authorize(request, snapshots.current());
        } catch (TrawlException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
        }
        // Policy knows the newest catalog and the one before; ours was older.
        return authorize(request, snapshots.latest());
    }

    /// How often a plan was made so far, and not found among those that were made before.
    public long plansMade() {
        return front.plansMade();
    }

    /// @param references the names in the text
    private record Request(
            String sql,
            SqlParameters parameters,
            Caller caller,
            @Nullable String purpose,
            String queryId,
            List<NameReference> references) {}

    private Authorization authorize(Request request, CatalogSnapshot catalog) {
        NameResolution names = new NameResolution(catalog, front, tablesMax);
        List<TableName> candidates = List.copyOf(names.candidates(request.references()));
        policy.wakeSources(functions(catalog, candidates));
        Caller.@Nullable Job job = request.caller().job();
        Decision decision =
                policy.decide(
                        new DecisionRequest(
                                request.caller().credential(),
                                request.purpose(),
                                job == null ? Action.READ : Action.EXPORT,
                                request.queryId(),
                                catalog.hash(),
                                job == null ? null : job.destination(),
                                request.caller().ip(),
                                candidates));
        try {
            SortedSet<TableName> read =
                    new Resolved(catalog, names, decision).read(request.references());
            Relation plan =
                    front.plan(
                            new PlanRequest(
                                    request.sql(),
                                    governed(catalog, decision, read),
                                    views(catalog, read),
                                    rowCounts(catalog, read, decision),
                                    clock.instant(),
                                    request.parameters()));
            return new Authorization.Permitted(
                    catalog, decision, plan, filled(request, catalog, read, plan), candidates);
        } catch (TrawlException e) {
            return new Authorization.Refused(e, candidates, decision);
        }
    }

    private static Set<String> functions(CatalogSnapshot catalog, List<TableName> tables) {
        return tables.stream()
                .flatMap(table -> Stream.ofNullable(catalog.sources().get(table.source())))
                .map(CatalogSource::function)
                .collect(Collectors.toSet());
    }

    /// The plan with what the principal may describe of the catalog, if it reads that.
    private Relation filled(
            Request request, CatalogSnapshot catalog, SortedSet<TableName> read, Relation plan) {
        if (read.stream().noneMatch(CatalogTables::isOne)) {
            return plan;
        }
        if (request.caller().job() != null) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "jobs do not read the catalog's own tables; let the job read datasets");
        }
        return new CatalogTables(catalog, described(request, catalog), CATALOG_ROWS_MAX)
                .filled(plan);
    }

    private List<Decision.Permit> described(Request request, CatalogSnapshot catalog) {
        List<TableName> all =
                Stream.concat(catalog.tables().keySet().stream(), catalog.views().keySet().stream())
                        .sorted()
                        .toList();
        List<Decision.Permit> permits = new ArrayList<>();
        for (int from = 0; from < all.size(); from += DESCRIBED_AT_ONCE) {
            DecisionRequest describe =
                    new DecisionRequest(
                            request.caller().credential(),
                            request.purpose(),
                            Action.DESCRIBE,
                            request.queryId(),
                            catalog.hash(),
                            null,
                            request.caller().ip(),
                            all.subList(from, Math.min(all.size(), from + DESCRIBED_AT_ONCE)));
            policy.decide(describe).outcomes().stream()
                    .filter(Decision.Permit.class::isInstance)
                    .map(Decision.Permit.class::cast)
                    .forEach(permits::add);
        }
        return permits;
    }

    /// Follows names through views, as far as the principal may.
    private final class Resolved {
        private final CatalogSnapshot catalog;
        private final NameResolution names;
        private final Decision decision;

        Resolved(CatalogSnapshot catalog, NameResolution names, Decision decision) {
            this.catalog = catalog;
            this.names = names;
            this.decision = decision;
        }

        SortedSet<TableName> read(List<NameReference> references) {
            SortedSet<TableName> read = new TreeSet<>();
            Deque<NameReference> open = new ArrayDeque<>(references);
            while (!open.isEmpty()) {
                TableName name = readable(open.remove());
                CatalogView view = catalog.views().get(name);
                if (read.add(name) && view != null) {
                    open.addAll(front.references(view.sql()));
                }
            }
            return read;
        }

        private TableName readable(NameReference reference) {
            List<Decision.Outcome> known =
                    names.matching(reference).stream()
                            .flatMap(n -> decision.outcome(n).stream())
                            .filter(o -> !(o instanceof Decision.Unknown))
                            .toList();
            List<TableName> builtIn = CatalogTables.matching(reference);
            if (known.isEmpty() && builtIn.size() == 1) {
                return builtIn.getFirst();
            }
            if (known.isEmpty()) {
                throw new TrawlException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "there is no table '%s'".formatted(reference.text()),
                        reference.position(),
                        null);
            }
            if (known.size() + builtIn.size() > 1) {
                throw new TrawlException(
                        ErrorCode.AMBIGUOUS_NAME,
                        "'%s' may be any of %s"
                                .formatted(
                                        reference.text(),
                                        Stream.concat(
                                                        known.stream().map(Decision.Outcome::table),
                                                        builtIn.stream())
                                                .toList()),
                        reference.position(),
                        null);
            }
            return switch (known.getFirst()) {
                case Decision.Permit permit -> visible(permit, reference);
                case Decision.Deny deny ->
                        throw new TrawlException(
                                ErrorCode.PERMISSION_DENIED,
                                "reading %s is denied: %s".formatted(deny.table(), deny.reason()),
                                reference.position(),
                                null);
                case Decision.Unknown _ ->
                        throw new IllegalStateException("unknown tables were left out");
            };
        }

        /// A table without a column to be seen has no rows to be counted either.
        private TableName visible(Decision.Permit permit, NameReference reference) {
            if (permit.fields().isEmpty() && !catalog.views().containsKey(permit.table())) {
                throw new TrawlException(
                        ErrorCode.PERMISSION_DENIED,
                        "no column of %s is visible to you: columns are hidden until they are"
                                        .formatted(permit.table())
                                + " classified or a rule names them; ask a steward",
                        reference.position(),
                        null);
            }
            return permit.table();
        }
    }

    private static Map<TableName, List<Field>> governed(
            CatalogSnapshot catalog, Decision decision, SortedSet<TableName> read) {
        Map<TableName, List<Field>> tables = new TreeMap<>();
        for (TableName name : read) {
            if (catalog.views().containsKey(name)) {
                continue;
            }
            if (CatalogTables.isOne(name)) {
                tables.put(name, CatalogTables.fields(name));
            }
            Optional<Decision.Outcome> outcome = decision.outcome(name);
            if (outcome.isPresent() && outcome.get() instanceof Decision.Permit permit) {
                tables.put(name, permit.fields());
            }
        }
        return tables;
    }

    private static Map<TableName, String> views(
            CatalogSnapshot catalog, SortedSet<TableName> read) {
        Map<TableName, String> views = new TreeMap<>();
        for (TableName name : read) {
            CatalogView view = catalog.views().get(name);
            if (view != null) {
                views.put(name, view.sql());
            }
        }
        return views;
    }

    /// The plan is shown: of a table of which policy hides rows it may not follow from the size.
    private static Map<TableName, Long> rowCounts(
            CatalogSnapshot catalog, SortedSet<TableName> read, Decision decision) {
        Set<TableName> open =
                decision.outcomes().stream()
                        .filter(Authorizer::showsAllRows)
                        .map(Decision.Outcome::table)
                        .collect(Collectors.toSet());
        Map<TableName, Long> counts = new TreeMap<>();
        for (TableName name : read) {
            catalog.table(name)
                    .filter(t -> t.rowCount() >= 0 && open.contains(name))
                    .ifPresent(t -> counts.put(name, t.rowCount()));
        }
        return counts;
    }

    private static boolean showsAllRows(Decision.Outcome outcome) {
        return outcome instanceof Decision.Permit permit
                && permit.effects().stream().noneMatch(e -> e.kind().hidesRows());
    }
}

package dev.trawl.scan;

import dev.trawl.catalog.Applied;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.PolicyStore;
import dev.trawl.catalog.ResourceJson;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Asks a source what it holds and declares it. Repeated, it changes nothing; what somebody changes
/// at the same time is kept, and looked at again. Thread-safe.
final class Scanner {
    private static final int ATTEMPTS = 4;
    private static final Duration CALL_GRACE = Duration.ofSeconds(5);

    private final ResourceService resources;
    private final Snapshots snapshots;
    private final Decisions decisions;
    private final Functions functions;
    private final PolicyStore policies;
    private final ChangeAudit audit;
    private final Profiler profiler;
    private final Listener listener;
    private final Duration timeout;
    private final Clock clock;

    Scanner(
            ResourceService resources,
            Snapshots snapshots,
            Decisions decisions,
            Functions functions,
            PolicyStore policies,
            ChangeAudit audit,
            Profiler profiler,
            Listener listener,
            Duration timeout,
            Clock clock) {
        this.resources = resources;
        this.snapshots = snapshots;
        this.decisions = decisions;
        this.functions = functions;
        this.policies = policies;
        this.audit = audit;
        this.profiler = profiler;
        this.listener = listener;
        this.timeout = timeout;
        this.clock = clock;
    }

    /// Told of scans that were to be applied.
    interface Listener {
        /// @param datasets that the scan looked at
        void ended(Task task, Outcome outcome, Set<String> datasets);

        /// The source did not tell what it holds.
        void failed(Task task, TrawlException error);
    }

    enum Mode {
        APPLY,
        DRY
    }

    /// What to scan and how.
    ///
    /// @param accepted names of datasets that take what is found, against what they declare
    /// @param chosen tables of the source that count; others are left alone
    /// @param profiled which of them are looked into for personal data, unless nothing is applied
    record Task(
            String source,
            Mode mode,
            Set<String> accepted,
            Predicate<SourceAnswer.DiscoveredTable> chosen,
            Profiler.Scope profiled) {
        Task {
            accepted = Set.copyOf(accepted);
        }
    }

    record Outcome(int tables, Applied applied, List<Drift> drifts, Profiler.Outcome profiled) {
        Outcome {
            drifts = List.copyOf(drifts);
        }

        /// The answer of an apply, and what drifted.
        String json() {
            String json = ResourceJson.applied(applied);
            String more =
                    JsonWriter.write(out ->
                            out.object(o -> {
                                o.field("drift").list(drifts, (w, d) -> d.write(w));
                                o.field("profiled").list(profiled.looked(), JsonWriter::string);
                                o.field("notProfiled").list(profiled.failures(), Outcome::write);
                                o.field("remaining").list(profiled.remaining(), JsonWriter::string);
                            }));
            return json.substring(0, json.length() - 1) + "," + more.substring(1);
        }

        private static void write(JsonWriter out, Profiler.Failure failure) {
            out.object(o ->
                    o.field("dataset")
                            .string(failure.dataset())
                            .field("code")
                            .string(failure.code().name())
                            .field("detail")
                            .string(failure.text()));
        }
    }

    /// @throws TrawlException PERMISSION_DENIED for who may not scan the source, and for a source
    ///   that is not there
    Outcome scan(Task task, Caller caller) {
        Instant until = clock.instant().plus(timeout);
        CatalogSnapshot catalog = snapshots.current();
        Decisions.Scan scan = decisions.scan(caller, catalog, task.source());
        requireAdministration(task, caller, catalog);
        CatalogSource source = catalog.sources().get(task.source());
        if (source == null) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND,
                    "there is no source '%s'; apply it first".formatted(task.source()));
        }
        requireAccepted(task);
        List<SourceAnswer.DiscoveredTable> tables =
                discovered(task, source, scan.grant()).tables().stream()
                        .filter(task.chosen())
                        .filter(patterns(task.source())::choose)
                        .toList();
        for (int attempt = 1; ; attempt++) {
            Discovery.Found found =
                    new Discovery(
                                    task.source(),
                                    resources.list(ResourceKind.DATASET),
                                    task.accepted())
                            .of(tables);
            try {
                return profiled(
                        task,
                        declared(task, scan.principal(), tables.size(), found),
                        caller,
                        scan.principal(),
                        until,
                        found);
            } catch (TrawlException e) {
                if (e.code() != ErrorCode.CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /// Whoever takes what was found over what is declared names what is declared.
    private void requireAccepted(Task task) {
        List<String> unknown =
                task.accepted().stream()
                        .filter(name ->
                                resources
                                        .find(ResourceKind.DATASET, name)
                                        .filter(d ->
                                                d.resource()
                                                        .spec()
                                                        .path("source")
                                                        .asText()
                                                        .equals(task.source()))
                                        .isEmpty())
                        .sorted()
                        .toList();
        if (!unknown.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "'accept' names %s, which no dataset of source '%s' is called"
                            .formatted(String.join(", ", unknown), task.source()));
        }
    }

    /// What nobody has looked into yet stays hidden, whatever comes of looking.
    private Outcome profiled(
            Task task,
            Outcome declared,
            Caller caller,
            String author,
            Instant until,
            Discovery.Found found) {
        if (task.mode() == Mode.DRY) {
            return declared;
        }
        Set<String> datasets =
                found.changes().stream().map(Change::name).collect(Collectors.toSet());
        Profiler.Outcome profiled =
                profiler.look(task.source(), datasets, task.profiled(), caller, until);
        declareFigures(profiled.looked(), author);
        Outcome outcome =
                new Outcome(
                        declared.tables(),
                        declared.applied(),
                        declared.drifts(),
                        profiled.explained(declared.drifts()));
        listener.ended(task, outcome, datasets);
        return outcome;
    }

    private Outcome declared(Task task, String author, int tables, Discovery.Found found) {
        return switch (task.mode()) {
            case DRY ->
                    new Outcome(
                            tables,
                            resources.plan(found.changes(), policies),
                            found.drifts(),
                            Profiler.Outcome.NOTHING);
            case APPLY -> {
                audit.record(author, "scan", found.changes(), null);
                Applied applied = resources.apply(found.changes(), author, policies);
                found.drifts()
                        .forEach(d ->
                                resources.recordDrift(
                                        ResourceKind.DATASET, d.dataset(), author, d.findings()));
                yield new Outcome(tables, applied, found.drifts(), Profiler.Outcome.NOTHING);
            }
        };
    }

    /// Figures that are of whole tables. What changes meanwhile gets them by the next scan.
    private void declareFigures(List<String> datasets, String author) {
        List<Change> changes =
                datasets.stream()
                        .flatMap(name -> resources.find(ResourceKind.DATASET, name).stream())
                        .flatMap(current ->
                                profiler.figures(current.resource()).stream()
                                        .map(r ->
                                                new Change(
                                                        ResourceKind.DATASET,
                                                        r.name(),
                                                        r,
                                                        current.head())))
                        .toList();
        if (changes.isEmpty()) {
            return;
        }
        try {
            audit.record(author, "scan", changes, null);
            resources.apply(changes, author, policies);
        } catch (TrawlException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
        }
    }

    private TablePatterns patterns(String source) {
        return resources
                .find(ResourceKind.SOURCE, source)
                .map(s -> TablePatterns.of(s.resource().spec()))
                .orElse(TablePatterns.ALL);
    }

    /// To take what was found over what is declared is to change the dataset.
    private void requireAdministration(Task task, Caller caller, CatalogSnapshot catalog) {
        if (task.accepted().isEmpty()) {
            return;
        }
        Set<String> own =
                decisions.administrable(caller, catalog, ResourceKind.DATASET, task.accepted());
        if (!own.containsAll(task.accepted())) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "'accept' names datasets that you may not change; that needs a rule with the action administer on them");
        }
        if (task.mode() == Mode.APPLY
                && !decisions.isSteward(caller, catalog, ResourceKind.DATASET)) {
            throw new TrawlException(
                    ErrorCode.STEWARD_NEEDED,
                    "to take what was found over what is declared may lower protection, which needs"
                            + " a steward; look with 'dryRun' and apply it as a bundle (POST"
                            + " /v1/apply), which lets harmless changes pass");
        }
    }

    private SourceAnswer.Tables discovered(Task task, CatalogSource source, String grant) {
        try {
            return discover(source, grant);
        } catch (TrawlException e) {
            if (task.mode() == Mode.APPLY) {
                listener.failed(task, e);
            }
            throw e;
        }
    }

    private SourceAnswer.Tables discover(CatalogSource source, String grant) {
        SourceRequest request = new SourceRequest.Discover(grant, clock.instant().plus(timeout));
        String answer =
                functions.call(
                        source.function(),
                        Envelope.request(request, SourceRequestCodec::write),
                        timeout.plus(CALL_GRACE));
        if (Envelope.readAnswer(answer, SourceAnswerCodec::read)
                instanceof SourceAnswer.Tables tables) {
            return tables;
        }
        throw new TrawlException(
                ErrorCode.MALFORMED_MESSAGE,
                "source '%s' answered something else than its tables".formatted(source.name()));
    }
}

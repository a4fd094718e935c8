package dev.trawl.scan.check;

import dev.trawl.auth.PolicyClient;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.catalog.Quality;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import dev.trawl.store.ItemTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Runs checks and keeps what comes of them. Thread-safe.
public final class Checks {
    private static final Duration LOST = Duration.ofMinutes(15);
    private static final int LISTED_MAX = 100;
    private static final int ID_DIGITS = 32;

    private final ResourceService resources;
    private final Snapshots snapshots;
    private final CountQueries queries;
    private final CheckRuns runs;
    private final Quality quality;
    private final ItemTable items;
    private final Consumer<CheckRun> ended;
    private final Clock clock;

    /// @param ended told of each run, at least once
    public Checks(
            ResourceService resources,
            Snapshots snapshots,
            Functions functions,
            ItemTable items,
            Consumer<CheckRun> ended,
            Clock clock) {
        this.resources = resources;
        this.snapshots = snapshots;
        this.queries =
                new CountQueries(
                        new PolicyClient(functions),
                        () -> CatalogHead.load(items),
                        functions,
                        clock);
        this.runs = new CheckRuns(items, clock);
        this.quality = new Quality(items);
        this.items = items;
        this.ended = ended;
        this.clock = clock;
    }

    /// Runs a check unless it ran, or runs, for the same cause.
    ///
    /// @param cause names the run; repeated, it is the same one
    /// @param until when to stop; what is not known by then is an error
    /// @return the run; absent while another makes it
    public Optional<CheckRun> run(Resource check, String cause, Instant until) {
        CheckSpec spec = CheckSpec.of(check);
        String id = id(spec.name(), cause);
        if (!runs.claim(spec.name(), id, LOST)) {
            return runs.find(spec.name(), id);
        }
        Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        CatalogSnapshot catalog = snapshots.load(CatalogHead.load(items).catalogHash());
        List<CheckRun.Result> results = new ArrayList<>();
        for (Expectation expectation : spec.expectations()) {
            results.add(result(spec, expectation, catalog, until));
        }
        CheckRun run = new CheckRun(id, spec.name(), spec.dataset(), time, cause, results);
        quality.put(
                new Quality.Verdict(
                        spec.name(),
                        spec.dataset(),
                        run.state(),
                        time,
                        spec.isBlocking(),
                        run.message()));
        ended.accept(run);
        // Last, for a run that is kept is not made again.
        runs.put(run);
        return Optional.of(run);
    }

    /// Runs what is due by its schedule. One that fails does not keep the others from it.
    ///
    /// @return names of the checks that ran
    public List<String> runDue(Instant until) {
        Instant now = clock.instant();
        List<String> ran = new ArrayList<>();
        for (Resource check : declared()) {
            CheckSpec spec = CheckSpec.of(check);
            Duration every = spec.every();
            if (every == null || spec.isPaused()) {
                continue;
            }
            long slot = now.getEpochSecond() / every.toSeconds();
            String cause = "time " + Instant.ofEpochSecond(slot * every.toSeconds());
            if (runs.find(spec.name(), id(spec.name(), cause)).isEmpty()
                    && tried(check, cause, until)) {
                ran.add(spec.name());
            }
        }
        return ran;
    }

    /// Runs the checks of datasets that a scan looked at.
    ///
    /// @param cause names the scan
    public List<String> runAfterScan(Set<String> datasets, String cause, Instant until) {
        return afterScan(datasets)
                .filter(check -> tried(check, cause, until))
                .map(Resource::name)
                .toList();
    }

    /// Whether a scan of datasets has checks to run.
    public boolean isAwaited(Set<String> datasets) {
        return afterScan(datasets).findAny().isPresent();
    }

    private java.util.stream.Stream<Resource> afterScan(Set<String> datasets) {
        return declared().stream()
                .filter(check -> {
                    CheckSpec spec = CheckSpec.of(check);
                    return spec.runsAfterScans()
                            && !spec.isPaused()
                            && datasets.contains(spec.dataset());
                });
    }

    private boolean tried(Resource check, String cause, Instant until) {
        try {
            return run(check, cause, until).isPresent();
        } catch (TrawlException e) {
            return false;
        }
    }

    /// The last runs of a check, the latest first.
    public List<CheckRun> results(String check) {
        return runs.list(check, LISTED_MAX);
    }

    private List<Resource> declared() {
        return resources.list(ResourceKind.CHECK).stream()
                .map(ResourceService.Current::resource)
                .toList();
    }

    private CheckRun.Result result(
            CheckSpec spec, Expectation expectation, CatalogSnapshot catalog, Instant until) {
        try {
            CheckSql sql =
                    new CheckSql(
                            table(catalog, spec.dataset()),
                            dataset -> table(catalog, dataset),
                            clock.instant());
            List<Long> numbers =
                    sql.of(expectation.rule())
                            .map(query -> queries.numbers(spec, query, until))
                            .orElseGet(() ->
                                    schema(
                                            (Expectation.Rule.Schema) expectation.rule(),
                                            catalog,
                                            spec.dataset()));
            long wrong = numbers.getFirst();
            long rows = numbers.size() > 1 ? numbers.get(1) : 0;
            boolean isBorne = expectation.tolerance().bears(wrong, rows);
            return new CheckRun.Result(
                    expectation.name(),
                    isBorne ? Quality.State.PASSED : Quality.State.FAILED,
                    wrong,
                    rows,
                    isBorne ? null : expectation.missed(rows));
        } catch (TrawlException e) {
            return new CheckRun.Result(
                    expectation.name(),
                    Quality.State.ERROR,
                    0,
                    0,
                    e.code().name() + ": " + e.text());
        }
    }

    /// How many columns are not as expected, and how many there are.
    private static List<Long> schema(
            Expectation.Rule.Schema expected, CatalogSnapshot catalog, String dataset) {
        CatalogTable table =
                catalog.tables().values().stream()
                        .filter(t -> t.dataset().equals(dataset))
                        .findFirst()
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.NOT_SUPPORTED,
                                        "the schema of a view is not declared; check that of what it reads"));
        Map<String, String> declared =
                table.columns().stream()
                        .collect(Collectors.toMap(CatalogColumn::name, c -> c.type().text()));
        long other =
                expected.columns().entrySet().stream()
                        .filter(e -> !e.getValue().equals(declared.get(e.getKey())))
                        .count();
        long more =
                expected.isExact()
                        ? declared.keySet().stream()
                                .filter(c -> !expected.columns().containsKey(c))
                                .count()
                        : 0;
        return List.of(other + more, (long) declared.size());
    }

    private static TableName table(CatalogSnapshot catalog, String dataset) {
        return catalog.tables().values().stream()
                .filter(t -> t.dataset().equals(dataset))
                .map(CatalogTable::name)
                .findFirst()
                .or(() ->
                        catalog.views().values().stream()
                                .filter(v -> v.dataset().equals(dataset))
                                .map(CatalogView::name)
                                .findFirst())
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.TABLE_NOT_FOUND,
                                "there is no dataset '%s'".formatted(dataset)));
    }

    private static String id(String check, String cause) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(
                                            (check + "\n" + cause)
                                                    .getBytes(StandardCharsets.UTF_8)))
                    .substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

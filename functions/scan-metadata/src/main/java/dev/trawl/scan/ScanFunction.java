package dev.trawl.scan;

import dev.trawl.audit.AuditCompaction;
import dev.trawl.audit.AuditLog;
import dev.trawl.auth.PolicyClient;
import dev.trawl.catalog.Quality;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.Endpoints;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.Router;
import dev.trawl.protocol.TrawlException;
import dev.trawl.scan.check.CheckRoutes;
import dev.trawl.scan.check.CheckRun;
import dev.trawl.scan.check.Checks;
import dev.trawl.store.Functions;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/// The scan function, put together from its ports.
final class ScanFunction {
    private static final String SELF = "scan-metadata";
    private static final int PACK_RECORDS = 1_000;
    private static final Duration LOST = Duration.ofSeconds(60);

    private final Router router;
    private final ScanEvents events;

    ScanFunction(Ports ports, ScanSettings settings, Clock clock) {
        ResourceService resources = new ResourceService(ports.items(), ports.state(), clock);
        Decisions decisions = new Decisions(new PolicyClient(ports.functions()), ports.snapshots());
        ChangeAudit audit =
                new ChangeAudit(
                        new AuditLog(
                                ports.audit(), "scan-metadata", () -> UUID.randomUUID().toString()),
                        clock);
        ScanStatus status = new ScanStatus(resources, new Quality(ports.items()), clock);
        CatalogRoutes catalog =
                new CatalogRoutes(
                        resources, ports.items(), ports.snapshots(), decisions, audit, status);
        Profiles profiles = new Profiles(ports.items(), clock);
        Profiler profiler =
                new Profiler(
                        profiles,
                        ports.snapshots(),
                        ports.items(),
                        decisions,
                        ports.functions(),
                        settings.profileRows(),
                        clock);
        Listeners listeners = new Listeners(resources, ports.functions());
        Checks checks =
                new Checks(
                        resources,
                        ports.snapshots(),
                        ports.functions(),
                        ports.items(),
                        run -> checked(run, listeners, status),
                        clock);
        Scanner scanner =
                new Scanner(
                        resources,
                        ports.snapshots(),
                        decisions,
                        ports.functions(),
                        catalog.policiesInForce(),
                        audit,
                        profiler,
                        new Scans(checks, listeners, status, ports.functions(), clock),
                        settings.scanTimeout(),
                        clock);
        Router.Builder routes = catalog.addTo(Router.builder());
        new SearchRoutes(resources, ports.snapshots(), decisions).addTo(routes);
        new ScanRoutes(scanner).addTo(routes);
        new CheckRoutes(
                        resources,
                        checks,
                        (request, principal) ->
                                mayActAs(request, principal, decisions, ports.snapshots()),
                        settings.scanTimeout(),
                        clock)
                .addTo(routes);
        new ClassifyRoutes(
                        resources,
                        profiles,
                        ports.snapshots(),
                        decisions,
                        new ClassifyRoutes.Changing(catalog.policiesInForce(), audit))
                .addTo(routes);
        new SchemaRoutes().addTo(routes);
        this.router = routes.build();
        this.events =
                new ScanEvents(
                        scanner,
                        new Triggers(ports.items(), settings.scanTimeout().plus(LOST), clock),
                        ports.snapshots(),
                        new ScanTasks(
                                scanner,
                                checks,
                                new Registrar(
                                        resources,
                                        ports.snapshots(),
                                        decisions,
                                        catalog.policiesInForce(),
                                        audit),
                                new AuditCompaction(ports.audit(), PACK_RECORDS, clock),
                                settings.principal()),
                        listeners,
                        settings);
    }

    /// What follows from scans.
    private record Scans(
            Checks checks, Listeners listeners, ScanStatus status, Functions functions, Clock clock)
            implements Scanner.Listener {

        /// Checks of what was scanned run in an invocation of their own.
        @Override
        public void ended(Scanner.Task task, Scanner.Outcome outcome, Set<String> datasets) {
            status.scanned(task.source(), outcome.tables(), outcome.drifts(), datasets);
            if (checks.isAwaited(datasets)) {
                functions.send(SELF, ScanTasks.afterScan(datasets, clock.instant()));
            }
            listeners.scanned(task.source(), datasets, clock.instant().toString());
        }

        @Override
        public void failed(Scanner.Task task, TrawlException error) {
            status.failed(task.source(), error);
        }
    }

    private static void checked(CheckRun run, Listeners listeners, ScanStatus status) {
        status.checked(run.dataset());
        if (run.state() == Quality.State.PASSED) {
            listeners.ended("check", run.check(), run.id());
        }
        listeners.checked(run);
    }

    private static boolean mayActAs(
            HttpRequest request, String principal, Decisions decisions, Snapshots snapshots) {
        Caller caller = Caller.of(request);
        if (Resource.isName(principal)) {
            return decisions.mayActAs(caller, snapshots.current(), principal);
        }
        decisions.principal(caller, snapshots.current());
        return false;
    }

    Endpoints endpoints() {
        return Endpoints.ofHttp(router).withEvents(events);
    }

    /// What it reaches.
    ///
    /// @param audit bucket of records
    record Ports(
            ItemTable items,
            ObjectStore state,
            ObjectStore audit,
            Functions functions,
            Snapshots snapshots) {}
}

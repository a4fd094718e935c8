package dev.trawl.scan;

import dev.trawl.audit.AuditLog;
import dev.trawl.auth.PolicyClient;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.Endpoints;
import dev.trawl.lambda.Router;
import dev.trawl.store.Functions;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/// The scan function, put together from its ports.
final class ScanFunction {
    private static final Duration LOST = Duration.ofSeconds(60);

    private final Router router;
    private final ScanEvents events;

    ScanFunction(Ports ports, ScanSettings settings, Clock clock) {
        ResourceService resources = new ResourceService(ports.items(), ports.state(), clock);
        Decisions decisions = new Decisions(new PolicyClient(ports.functions()));
        ChangeAudit audit =
                new ChangeAudit(
                        new AuditLog(
                                ports.audit(), "scan-metadata", () -> UUID.randomUUID().toString()),
                        clock);
        CatalogRoutes catalog =
                new CatalogRoutes(resources, ports.items(), ports.snapshots(), decisions, audit);
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
        Scanner scanner =
                new Scanner(
                        resources,
                        ports.snapshots(),
                        decisions,
                        ports.functions(),
                        catalog.policiesInForce(),
                        audit,
                        profiler,
                        settings.scanTimeout(),
                        clock);
        Router.Builder routes = catalog.addTo(Router.builder());
        new SearchRoutes(resources, ports.snapshots(), decisions).addTo(routes);
        new ScanRoutes(scanner).addTo(routes);
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
                        settings);
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

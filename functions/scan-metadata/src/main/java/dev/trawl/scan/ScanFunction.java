package dev.trawl.scan;

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

/// The scan function, put together from its ports.
final class ScanFunction {
    private static final Duration LOST = Duration.ofSeconds(60);

    private final Router router;
    private final ScanEvents events;

    ScanFunction(Ports ports, ScanSettings settings, Clock clock) {
        ResourceService resources = new ResourceService(ports.items(), ports.state(), clock);
        Decisions decisions = new Decisions(new PolicyClient(ports.functions()));
        CatalogRoutes catalog =
                new CatalogRoutes(resources, ports.items(), ports.snapshots(), decisions);
        Scanner scanner =
                new Scanner(
                        resources,
                        ports.snapshots(),
                        decisions,
                        ports.functions(),
                        catalog.policiesInForce(),
                        settings.scanTimeout(),
                        clock);
        Router.Builder routes = catalog.addTo(Router.builder());
        new SearchRoutes(resources, ports.snapshots(), decisions).addTo(routes);
        new ScanRoutes(scanner).addTo(routes);
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
    record Ports(ItemTable items, ObjectStore state, Functions functions, Snapshots snapshots) {}
}

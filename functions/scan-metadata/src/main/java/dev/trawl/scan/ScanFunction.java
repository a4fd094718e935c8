package dev.trawl.scan;

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
    private final Router router;

    ScanFunction(Ports ports, Duration scanTimeout, Clock clock) {
        ResourceService resources = new ResourceService(ports.items(), ports.state(), clock);
        Decisions decisions = new Decisions(ports.functions());
        CatalogRoutes catalog =
                new CatalogRoutes(resources, ports.items(), ports.snapshots(), decisions);
        ScanRoutes scans =
                new ScanRoutes(
                        resources,
                        ports.snapshots(),
                        decisions,
                        ports.functions(),
                        catalog.policiesInForce(),
                        scanTimeout,
                        clock);
        this.router = scans.addTo(catalog.addTo(Router.builder())).build();
    }

    Endpoints endpoints() {
        return Endpoints.ofHttp(router);
    }

    /// What it reaches.
    record Ports(ItemTable items, ObjectStore state, Functions functions, Snapshots snapshots) {}
}

package dev.trawl.export;

import dev.trawl.audit.AuditLog;
import dev.trawl.auth.PolicyClient;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.Quality;
import dev.trawl.catalog.ResourceService;
import dev.trawl.lambda.Endpoints;
import dev.trawl.store.Functions;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.Schedules;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The export function, put together from its ports.
final class ExportFunction {
    private final ExportRoutes routes;
    private final ExportEvents events;

    ExportFunction(Ports ports, ExportSettings settings, Clock clock) {
        ResourceService resources = new ResourceService(ports.items(), ports.state(), clock);
        Runs runs = new Runs(ports.items(), clock);
        Targets targets = new Targets(ports.buckets());
        Jobs jobs =
                new Jobs(
                        new PolicyClient(ports.functions()), () -> CatalogHead.load(ports.items()));
        ExportJobs exports =
                new ExportJobs(
                        resources,
                        runs,
                        jobs,
                        ports.functions(),
                        targets,
                        ports.state().bucket(),
                        new AuditLog(ports.audit(), "export", () -> UUID.randomUUID().toString()),
                        clock);
        Delivery delivery =
                new Deliveries(
                        new TableLoader(jobs, ports.functions(), clock),
                        new CurrentRun(ports.items()));
        Exporter exporter =
                new Exporter(
                        runs,
                        new Turns(ports.items(), runs, clock),
                        targets,
                        new CheckedWriter(
                                new GovernedWriter(
                                        jobs,
                                        new QueryClient(
                                                ports.functions(),
                                                ports.downloads(),
                                                ports.pause(),
                                                clock),
                                        settings.memoryMax().bytes()),
                                resources,
                                new Quality(ports.items())),
                        delivery,
                        ports.jitter(),
                        () -> UUID.randomUUID().toString(),
                        settings.runTime(),
                        clock);
        Reconciler reconciler =
                new Reconciler(
                        resources,
                        ports.schedules(),
                        runs,
                        targets,
                        ports.functions(),
                        delivery,
                        exports,
                        clock);
        this.routes = new ExportRoutes(exports, targets);
        this.events = new ExportEvents(exports, exporter, reconciler);
    }

    Endpoints endpoints() {
        return Endpoints.ofHttp(routes.router()).withEvents(events);
    }

    /// What it reaches.
    ///
    /// @param audit bucket of records
    /// @param buckets that exports may be written to, by name
    /// @param jitter of pauses between attempts
    record Ports(
            ItemTable items,
            ObjectStore state,
            ObjectStore audit,
            Map<String, ObjectStore> buckets,
            Functions functions,
            Schedules schedules,
            QueryClient.Downloads downloads,
            QueryClient.Pause pause,
            UnaryOperator<Duration> jitter) {
        Ports {
            buckets = Map.copyOf(buckets);
        }
    }
}

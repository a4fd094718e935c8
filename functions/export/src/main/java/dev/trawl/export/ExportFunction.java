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
        Targets targets = new Targets(ports.buckets(), settings.files().keys());
        Jobs jobs =
                new Jobs(
                        new PolicyClient(ports.functions()), () -> CatalogHead.load(ports.items()));
        Pauses pauses = new Pauses(ports.items());
        ExportJobs exports =
                new ExportJobs(
                        resources,
                        runs,
                        jobs,
                        ports.functions(),
                        targets,
                        ports.state().bucket(),
                        new AuditLog(ports.audit(), "export", () -> UUID.randomUUID().toString()),
                        pauses,
                        clock);
        HeldStarts held = new HeldStarts(ports.items());
        Followers followers = new Followers(resources, exports, held, clock);
        EventRuns eventRuns = new EventRuns(ports.items(), runs, exports, held, clock);
        Releases releases = new Releases(held, exports, eventRuns);
        CommittedRuns committed = new CommittedRuns(ports.items());
        Backfills backfills = new Backfills(ports.items(), runs, exports, clock);
        Registrations registrations =
                new Registrations(
                        ports.items(),
                        new GovernedCatalog(jobs, resources, ports.functions()),
                        clock);
        CurrentRun current = new CurrentRun(ports.items());
        Delivery delivery =
                new Deliveries(
                        new TableLoader(jobs, ports.functions(), clock), current, registrations);
        Progress progress = new Progress(ports.items(), runs, clock);
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
                                        progress,
                                        settings.files().limits(settings.memoryMax()),
                                        clock),
                                resources,
                                new Quality(ports.items())),
                        delivery,
                        ports.jitter(),
                        () -> UUID.randomUUID().toString(),
                        settings.runTime(),
                        clock);
        Notifier notifier =
                new Notifier(
                        ports.items(),
                        ports.telling().channels(),
                        ports.telling().sender(),
                        settings.fleet(),
                        clock);
        ExportStatus status = new ExportStatus(resources, pauses, notifier, clock);
        CheckNotices checkNotices =
                new CheckNotices(ports.items(), resources, notifier, status, clock);
        Reconciler reconciler =
                new Reconciler(
                        resources,
                        ports.schedules(),
                        runs,
                        targets,
                        ports.functions(),
                        delivery,
                        exports,
                        followers,
                        backfills,
                        releases,
                        committed,
                        new Expiry(committed, runs, targets, current, clock),
                        notifier,
                        checkNotices,
                        status,
                        clock);
        this.routes =
                new ExportRoutes(
                        exports,
                        targets,
                        progress,
                        registrations,
                        new ControlRoutes(
                                exports, pauses, held, releases, backfills, reconciler, clock));
        this.events =
                new ExportEvents(
                        exports,
                        exporter,
                        reconciler,
                        eventRuns,
                        followers,
                        backfills,
                        checkNotices);
    }

    Endpoints endpoints() {
        return Endpoints.ofHttp(routes.router()).withEvents(events);
    }

    /// Who is told how runs ended.
    ///
    /// @param channels by name
    record Telling(Map<String, NoticeChannel> channels, Notifier.Sender sender) {
        Telling {
            channels = Map.copyOf(channels);
        }
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
            UnaryOperator<Duration> jitter,
            Telling telling) {
        Ports {
            buckets = Map.copyOf(buckets);
        }
    }
}

package dev.trawl.query;

import dev.trawl.arrow.Allocators;
import dev.trawl.audit.AuditLog;
import dev.trawl.audit.AuditReader;
import dev.trawl.catalog.Snapshots;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.lambda.Endpoints;
import dev.trawl.lambda.MessageEndpoint;
import dev.trawl.lambda.Router;
import dev.trawl.query.api.RequestParser;
import dev.trawl.query.api.Tokens;
import dev.trawl.query.audit.AuditService;
import dev.trawl.query.authorize.Authorizer;
import dev.trawl.query.authorize.PolicyClient;
import dev.trawl.query.authorize.SqlFront;
import dev.trawl.query.authorize.Tickets;
import dev.trawl.query.deliver.Deliverer;
import dev.trawl.query.execute.ChunkReaders;
import dev.trawl.query.execute.ChunkWriter;
import dev.trawl.query.execute.EngineAssembler;
import dev.trawl.query.execute.Execution;
import dev.trawl.query.execute.KeyReader;
import dev.trawl.query.execute.Pause;
import dev.trawl.query.execute.SourceCalls;
import dev.trawl.query.lineage.LineageService;
import dev.trawl.query.openlineage.OpenLineage;
import dev.trawl.query.record.AccessEvents;
import dev.trawl.query.record.Endings;
import dev.trawl.query.record.Places;
import dev.trawl.query.record.Prices;
import dev.trawl.query.record.QueryStates;
import dev.trawl.query.split.Splitter;
import dev.trawl.store.Functions;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The query function, put together. Closing it ends its threads and asserts that no Arrow memory
/// is left.
public final class QueryFunction implements AutoCloseable {
    private static final int BATCH_ROWS = 16_384;

    private final QuerySettings settings;
    private final Ports ports;
    private final Allocators allocators;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Services services;
    private final Handover handover;

    /// What the function needs of the world.
    ///
    /// @param audit bucket of records
    public record Ports(
            ObjectStore objects,
            ObjectStore audit,
            ItemTable items,
            Functions functions,
            Snapshots snapshots,
            Tokens tokens,
            SqlFront front,
            Clock clock,
            Pause pause) {}

    public QueryFunction(QuerySettings settings, Ports ports) {
        this.settings = settings;
        this.ports = ports;
        this.allocators = new Allocators(settings.batchMemoryMax().bytes());
        this.services = services();
        this.handover = new Handover(ports.objects(), ports.functions());
    }

    public Endpoints endpoints() {
        return switch (settings.role()) {
            case QUERY -> Endpoints.ofHttp(router());
            case EXECUTOR ->
                    Endpoints.ofMessages(
                            new MessageEndpoint<>(
                                    Handover.Reference::read,
                                    Handover.Reference::write,
                                    new TakeOver(services, handover, ports.snapshots())::run));
        };
    }

    Router router() {
        Preparation preparation =
                new Preparation(
                        services.authorizer(),
                        services.splitter(),
                        services.audit(),
                        new AccessEvents(settings.auditSql()),
                        settings.limits(),
                        ports.clock());
        QueryIds ids = new QueryIds(random);
        StateService states =
                new StateService(
                        services.states(), services.endings(), services.deliverer(), ports.clock());
        return new QueryRoutes(
                        ports.tokens(),
                        new Tickets(services.policy(), ports.snapshots()),
                        new RequestParser(settings.limits()),
                        new QueryService(services, preparation, handover, states, ids, threads),
                        states,
                        new ExplainService(services, preparation, ids),
                        new AuditService(
                                services.policy(),
                                ports.snapshots(),
                                services.audit(),
                                new AuditReader(ports.audit(), settings.auditDayMax()),
                                ports.clock()),
                        new LineageService(
                                ports.snapshots(),
                                services.policy(),
                                ports.front(),
                                services.audit(),
                                new AuditReader(ports.audit(), settings.auditDayMax()),
                                ports.clock()),
                        ids)
                .router();
    }

    /// Bytes of Arrow memory in use; zero when nothing runs.
    long allocatedBytes() {
        return allocators.allocatedBytes();
    }

    private Services services() {
        QueryLimits limits = settings.limits();
        AuditLog audit =
                new AuditLog(ports.audit(), settings.function(), new QueryIds(random)::next);
        QueryStates states = new QueryStates(ports.items(), ports.clock(), limits.retention());
        Endings endings = new Endings(states, audit, threads, ports.clock());
        OpenLineage lineage =
                OpenLineage.of(
                        settings.openLineage(),
                        ports.objects(),
                        new QueryIds(random)::next,
                        ports.clock());
        PolicyClient policy = new PolicyClient(ports.functions());
        ChunkReaders readers = new ChunkReaders(ports.objects());
        ChunkWriter writer = new ChunkWriter(ports.objects(), limits.bodyBytes().bytes());
        SourceCalls sources =
                new SourceCalls(ports.functions(), ports.pause(), limits.callTimeMax());
        Execution execution =
                new Execution(
                        sources,
                        new EngineAssembler(evaluator(), allocators, readers, writer),
                        new KeyReader(readers, allocators),
                        limits);
        return new Services(
                limits,
                ports.clock(),
                policy,
                new Authorizer(
                        ports.snapshots(),
                        policy,
                        ports.front(),
                        limits.tablesMax(),
                        ports.clock()),
                new Splitter(limits.fragmentsMax()),
                sources,
                new Deliverer(
                        ports.objects(),
                        readers,
                        writer,
                        allocators,
                        limits.bodyBytes().bytes(),
                        limits.urlTime()),
                states,
                new Places(ports.items(), ports.clock(), limits.principalQueriesMax()),
                audit,
                endings,
                lineage,
                new Runner(
                        execution,
                        states,
                        endings,
                        lineage,
                        Prices.load(),
                        settings.functionMegabytes(),
                        ports.clock()));
    }

    private LocalEvaluator evaluator() {
        return new LocalEvaluator(
                new EngineSettings(
                        settings.engineMemoryMax().bytes(),
                        settings.threads(),
                        settings.scratchMax().bytes(),
                        BATCH_ROWS,
                        settings.iterationsMax()),
                ports.clock());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        allocators.close();
    }
}

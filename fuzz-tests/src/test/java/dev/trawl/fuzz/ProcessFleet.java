package dev.trawl.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.audit.AuditLog;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Snapshots;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.lambda.HttpHandler;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.QueryFunction;
import dev.trawl.query.QuerySettings;
import dev.trawl.query.authorize.CalciteFront;
import dev.trawl.query.authorize.SqlFront;
import dev.trawl.source.Source;
import dev.trawl.source.SourceParts;
import dev.trawl.source.SourceService;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.run.EngineEvaluation;
import dev.trawl.source.veil.PseudonymKeys;
import dev.trawl.store.memory.InMemoryFunctions;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.store.memory.InMemorySecrets;
import dev.trawl.testkit.slt.SltEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Query function and source functions as they are deployed, less what signs and transports: they
/// call each other with the messages that they would send. Closing asserts that no Arrow memory is
/// left.
final class ProcessFleet implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;

    /// The longest that a caller may wait.
    private static final long WAIT_SECONDS = 28;

    private static final int ACCEPTED = 202;

    private final InMemoryObjectStore state = new InMemoryObjectStore("state");
    private final InMemoryItemTable items = new InMemoryItemTable();
    private final AtomicLong ids = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final OpenPolicy policy;
    private final QueryFunction query;

    ProcessFleet(CatalogSnapshot catalog, Sources sources) {
        this(catalog, sources, new CalciteFront(SqlLimits.DEFAULT));
    }

    ProcessFleet(CatalogSnapshot catalog, Sources sources, SqlFront front) {
        Snapshots snapshots = new OneSnapshot(catalog);
        policy = new OpenPolicy(catalog);
        InMemoryFunctions functions =
                new InMemoryFunctions().with("policy", policy::answer).with("executor", _ -> "");
        sources.all()
                .forEach((place, source) -> {
                    SourceService service = service(source, sources.evaluator(), snapshots);
                    functions.with(place.function(), message -> invoked(service, message));
                });
        query =
                new QueryFunction(
                        QuerySettings.from(
                                new Settings(
                                        Map.of(
                                                "TRAWL_ROLE", "query",
                                                "TRAWL_FUNCTION", "query",
                                                "TRAWL_ENGINE_THREADS", "1",
                                                "TRAWL_WAIT_MAX", "PT28S",
                                                "TRAWL_ISSUERS", "[]"))),
                        new QueryFunction.Ports(
                                state,
                                new InMemoryObjectStore("audit"),
                                items,
                                functions,
                                snapshots,
                                token -> "issuer|" + token,
                                front,
                                Clock.systemUTC(),
                                _ -> {}));
    }

    private record OneSnapshot(CatalogSnapshot current) implements Snapshots {
        @Override
        public CatalogSnapshot load(String hash) {
            return current;
        }
    }

    private SourceService service(Source source, LocalEvaluator evaluator, Snapshots snapshots) {
        return new SourceService(
                new SourceParts(
                        source,
                        new EngineEvaluation(evaluator),
                        policy::verified,
                        snapshots,
                        state,
                        items,
                        new AuditLog(state, "source", () -> "record" + ids.incrementAndGet()),
                        new PseudonymKeys(new InMemorySecrets(Map.of()), Map.of()),
                        Clock.systemUTC(),
                        () -> "attempt-" + ids.incrementAndGet(),
                        Path.of(System.getProperty("java.io.tmpdir")),
                        SourceSettings.DEFAULT));
    }

    /// In a thread of the platform, as functions run; of the virtual ones each that waits for
    /// another from within native code would keep a processor.
    private String invoked(SourceService service, String message) {
        try {
            return threads.submit(() -> answer(service, message)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.CANCELLED, "interrupted", e);
        } catch (ExecutionException e) {
            throw new TrawlException(ErrorCode.FUNCTION_FAILED, String.valueOf(e.getCause()), e);
        }
    }

    private static String answer(SourceService service, String message) {
        try {
            return Envelope.answer(
                    service.answer(
                            Envelope.readRequest(message, SourceRequestCodec::read),
                            Instant.MAX,
                            _ -> {}),
                    SourceAnswerCodec::write);
        } catch (TrawlException e) {
            return Envelope.error(e);
        }
    }

    /// That a query runs longer than a caller waits.
    static final class Late extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// @throws TrawlException the fleet's refusal
    /// @throws Late if there is no answer in time
    SltEngine.Answer answer(String sql, Setting setting) {
        ObjectNode request = JSON.createObjectNode().put("sql", sql).put("wait", WAIT_SECONDS);
        ObjectNode options = request.putObject("options").put("pushdown", setting.pushdown());
        if (setting.splitsMax() != null) {
            options.put("splitsMax", setting.splitsMax());
        }
        HttpResponse response = send(request.toString());
        JsonNode body = json(response);
        if (response.status() == ACCEPTED || isLate(body)) {
            throw new Late();
        }
        if (!body.has("rows")) {
            throw new TrawlException(
                    ErrorCode.valueOf(body.path("code").asText("INTERNAL")), body.toString());
        }
        List<Type> types = new ArrayList<>();
        body.path("columns").forEach(c -> types.add(TypeParser.parse(c.path("type").asText())));
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (JsonNode row : body.path("rows")) {
            List<@Nullable String> texts = new ArrayList<>();
            row.forEach(v -> texts.add(v.isNull() ? null : v.asText()));
            rows.add(texts);
        }
        return new SltEngine.Answer(types, rows);
    }

    private static boolean isLate(JsonNode problem) {
        return problem.path("code").asText().equals(ErrorCode.TIME_LIMIT_EXCEEDED.name());
    }

    private HttpResponse send(String body) {
        HttpHandler http = Objects.requireNonNull(query.endpoints().http());
        try {
            return http.handle(
                    new HttpRequest(
                            "POST",
                            "/v1/query",
                            Map.of(),
                            Map.of("authorization", "Bearer fay"),
                            Map.of(),
                            Bytes.copyOf(body.getBytes(StandardCharsets.UTF_8))),
                    new Invocation("request", null, Instant.now().plusSeconds(PATIENCE_SECONDS)));
        } catch (TrawlException e) {
            return HttpResponse.json(
                    422,
                    JSON.createObjectNode()
                            .put("code", e.code().name())
                            .put("detail", e.text())
                            .toString());
        }
    }

    private static JsonNode json(HttpResponse response) {
        try {
            return JSON.readTree(response.bodyText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        query.close();
        threads.shutdown();
    }
}

package dev.trawl.query;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditRecord;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.Problems;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Bytes;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.authorize.SqlFront;
import dev.trawl.query.fake.FaultyFunctions;
import dev.trawl.query.fake.InMemoryPolicy;
import dev.trawl.query.fake.InMemorySource;
import dev.trawl.query.fake.Sample;
import dev.trawl.query.fake.ShiftedClock;
import dev.trawl.query.fake.World;
import dev.trawl.store.memory.FailingFunctions;
import dev.trawl.store.memory.FailingItemTable;
import dev.trawl.store.memory.FailingObjectStore;
import dev.trawl.store.memory.Faults;
import dev.trawl.store.memory.InMemoryFunctions;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Front and executor over stores, policy and sources in memory. Closing asserts that no Arrow
/// memory is left.
final class Fleet implements AutoCloseable {
    final InMemoryObjectStore objects = new InMemoryObjectStore("state");
    final InMemoryObjectStore audit = new InMemoryObjectStore("audit");
    final InMemoryItemTable items = new InMemoryItemTable();
    final Faults faults = new Faults();
    final World catalog = new World();
    final ShiftedClock clock = new ShiftedClock();
    final InMemoryPolicy policy = new InMemoryPolicy(clock);
    final InMemoryFunctions deployed = new InMemoryFunctions();
    final FaultyFunctions functions = new FaultyFunctions(new FailingFunctions(deployed, faults));
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final int splits;
    private final QueryFunction front;
    private final QueryFunction executor;

    Fleet(SqlFront sql, Map<String, String> settings, int splits) {
        this.splits = splits;
        front = function("query", sql, settings);
        executor = function("executor", sql, settings);
        deployed.with("policy", policy::answer);
        for (String source : new String[] {"flights", "bookings"}) {
            deployed.with("source-" + source, source(source));
        }
        deployed.with("executor", this::execute);
    }

    UnaryOperator<String> source(String name) {
        return new InMemorySource(name, Sample.tables(), objects, splits, Long.MAX_VALUE)::answer;
    }

    /// The same, but all its answers are parts.
    UnaryOperator<String> spillingSource(String name) {
        return new InMemorySource(name, Sample.tables(), objects, splits, 0)::answer;
    }

    /// What the executor answers to a message.
    String execute(String payload) {
        return new FunctionEdge(executor.endpoints(), jsonLog(), Clock.systemUTC())
                .answer(payload.getBytes(StandardCharsets.UTF_8), invocation());
    }

    private QueryFunction function(String role, SqlFront sql, Map<String, String> more) {
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "TRAWL_ROLE", role,
                                "TRAWL_FUNCTION", role,
                                "TRAWL_ISSUERS", "[]"));
        environment.putAll(more);
        return new QueryFunction(
                QuerySettings.from(new Settings(environment)),
                new QueryFunction.Ports(
                        new FailingObjectStore(objects, faults),
                        new FailingObjectStore(audit, faults),
                        new FailingItemTable(items, faults),
                        functions,
                        catalog,
                        Fleet::principal,
                        sql,
                        clock,
                        _ -> {}));
    }

    /// Tokens are names.
    private static String principal(String token) {
        if (token.equals("bad")) {
            throw new TrawlException(ErrorCode.UNAUTHENTICATED, "the token is refused");
        }
        return "issuer|" + token;
    }

    HttpResponse send(String method, String path, Map<String, String> headers, String body) {
        return send(method, path, Map.of(), headers, body);
    }

    /// With parameters of the URL.
    HttpResponse send(
            String method,
            String path,
            Map<String, List<String>> parameters,
            Map<String, String> headers,
            String body) {
        Invocation invocation = invocation();
        try {
            return front.router()
                    .handle(
                            new HttpRequest(
                                    method,
                                    path,
                                    parameters,
                                    headers,
                                    Map.of(),
                                    Bytes.copyOf(body.getBytes(StandardCharsets.UTF_8))),
                            invocation);
        } catch (TrawlException e) {
            return Problems.response(e, invocation.queryId());
        }
    }

    HttpResponse query(String token, String body) {
        return send("POST", "/v1/query", Map.of("authorization", "Bearer " + token), body);
    }

    HttpResponse get(String token, String path) {
        return send("GET", path, Map.of("authorization", "Bearer " + token), "");
    }

    /// What was recorded of a kind, as JSON, in the order of writing of each function.
    List<String> recorded(AuditEvent.Kind kind) {
        return audit.list("audit/log/", 1_000).stream()
                .flatMap(o -> new String(audit.load(o.key()), StandardCharsets.UTF_8).lines())
                .filter(text -> AuditRecord.fromJson(text).event().kind() == kind)
                .toList();
    }

    long allocatedBytes() {
        return front.allocatedBytes() + executor.allocatedBytes();
    }

    QueryFunction front() {
        return front;
    }

    private JsonLog jsonLog() {
        return new JsonLog(
                new PrintStream(log, true, StandardCharsets.UTF_8), Clock.systemUTC(), Map.of());
    }

    private static Invocation invocation() {
        return new Invocation("request", null, Clock.systemUTC().instant().plusSeconds(30));
    }

    @Override
    public void close() {
        front.close();
        executor.close();
    }
}

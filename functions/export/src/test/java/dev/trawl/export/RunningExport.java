package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.PartBytes;
import dev.trawl.arrow.PartWriter;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceService;
import dev.trawl.lambda.EventFailedException;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.FailingObjectStore;
import dev.trawl.store.memory.Faults;
import dev.trawl.store.memory.InMemoryFunctions;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryNotices;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.store.memory.InMemorySchedules;
import dev.trawl.testkit.MovableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// The whole function over its payloads, with stores in memory, a policy function whose tokens are
/// names, and a query function that is told what to answer. `anna` may act as `nightly`.
final class RunningExport {
    static final String KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";

    /// From where people ask.
    static final String FROM = "203.0.113.7";

    private static final ObjectMapper JSON = new ObjectMapper();

    final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    final InMemoryItemTable items = new InMemoryItemTable();
    final InMemoryObjectStore state = new InMemoryObjectStore("state");
    final InMemoryObjectStore audit = new InMemoryObjectStore("audit");
    final InMemoryObjectStore lake = new InMemoryObjectStore("lake");
    final InMemoryNotices notices = new InMemoryNotices();
    final InMemorySchedules schedules = new InMemorySchedules();
    final Deque<String> answers = new ArrayDeque<>();
    final List<JsonNode> asked = new ArrayList<>();
    final List<DecisionRequest> decisions = new ArrayList<>();
    Runnable onAsked = () -> {};
    final List<SourceRequest.Write> written = new ArrayList<>();
    final List<JsonNode> registered = new ArrayList<>();
    boolean areRegistrationsLost;
    final Deque<ErrorCode> refusals = new ArrayDeque<>();
    final Map<String, byte[]> downloads = new ConcurrentHashMap<>();
    final Faults lakeFaults = new Faults();
    Runnable onDownload = () -> {};
    boolean isFirstDownloadRefused;
    final ResourceService resources = new ResourceService(items, state, clock);
    private final FunctionEdge edge;

    RunningExport() {
        InMemoryFunctions functions = new InMemoryFunctions();
        functions.with("policy", this::decide);
        functions.with("policy:machine", this::decide);
        functions.with("query", this::query);
        functions.with("export", this::event);
        functions.with("source-shop", this::write);
        functions.with("scan-metadata", this::register);
        ExportFunction function =
                new ExportFunction(
                        new ExportFunction.Ports(
                                items,
                                state,
                                audit,
                                Map.of(
                                        "state",
                                        state,
                                        "lake",
                                        new FailingObjectStore(lake, lakeFaults)),
                                functions,
                                schedules,
                                this::download,
                                () -> {},
                                UnaryOperator.identity(),
                                new ExportFunction.Telling(
                                        NoticeChannel.parse(
                                                """
                                                [{"name":"ops","topic":"arn:ops"},
                                                 {"name":"bus","bus":"arn:bus"}]
                                                """),
                                        new ChannelSender(notices, id -> "secret", clock))),
                        ExportSettings.of(
                                new Settings(
                                        Map.of(
                                                "TRAWL_STATE_TABLE",
                                                "table",
                                                "TRAWL_STATE_BUCKET",
                                                "state",
                                                "TRAWL_FLEET",
                                                "fleet",
                                                "TRAWL_EXPORT_KEYS",
                                                KEY))),
                        clock);
        JsonLog quiet =
                new JsonLog(
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                        Clock.systemUTC(),
                        Map.of());
        edge = new FunctionEdge(function.endpoints(), quiet, clock);
    }

    private String register(String event) {
        if (areRegistrationsLost) {
            throw new TrawlException(ErrorCode.FUNCTION_FAILED, "it ended without an answer");
        }
        registered.add(tree(tree(event).path("registration").asText()));
        return "{}";
    }

    /// A source that has every run once, or refuses.
    private String write(String message) {
        SourceRequest request = Envelope.readRequest(message, SourceRequestCodec::read);
        written.add((SourceRequest.Write) request);
        ErrorCode refusal = refusals.poll();
        return refusal == null
                ? Envelope.answer(new SourceAnswer.Written(3, false), SourceAnswerCodec::write)
                : Envelope.error(new TrawlException(refusal, "no"));
    }

    private void download(String url, PartBytes target) {
        boolean isRefused = isFirstDownloadRefused;
        isFirstDownloadRefused = false;
        byte[] bytes = isRefused ? null : downloads.get(url);
        onDownload.run();
        if (bytes == null) {
            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "gone");
        }
        target.write(ByteBuffer.wrap(bytes));
    }

    private String decide(String message) {
        DecisionRequest request = Envelope.readRequest(message, DecisionRequestCodec::read);
        decisions.add(request);
        String name =
                switch (request.credential()) {
                    case DecisionRequest.Credential.Token token -> token.jwt();
                    case DecisionRequest.Credential.Renewal renewal -> renewal.ticket();
                    case DecisionRequest.Credential.Machine machine -> machine.principal();
                };
        if (name.equals("forged")) {
            return Envelope.error(
                    new TrawlException(ErrorCode.UNAUTHENTICATED, "the token is refused"));
        }
        List<Decision.Outcome> outcomes = new ArrayList<>();
        for (TableName table : request.tables()) {
            outcomes.add(
                    name.equals("anna") || name.equals("nightly") && !table.table().equals("shut")
                            ? new Decision.Permit(table, List.of(), List.of())
                            : new Decision.Unknown(table));
        }
        Decision decision =
                new Decision(
                        "issuer|" + name,
                        request.purpose(),
                        request.catalogHash(),
                        7,
                        Instant.EPOCH,
                        "content",
                        outcomes,
                        request.action() == Action.WRITE
                                        && outcomes.getFirst() instanceof Decision.Permit
                                ? Map.of("shop", "grant of " + request.queryId())
                                : Map.of(),
                        "ticket of " + name,
                        request.credential() instanceof DecisionRequest.Credential.Machine
                                ? "version of policies"
                                : null,
                        null);
        return Envelope.answer(decision, DecisionCodec::write);
    }

    /// What is told to be answered; then one inline answer of three rows, and states.
    private String query(String event) {
        JsonNode request = tree(event);
        asked.add(request);
        onAsked.run();
        if (!answers.isEmpty()) {
            return answers.remove();
        }
        String path = request.path("rawPath").asText();
        return path.startsWith("/v1/queries/") && !path.endsWith("/results")
                ? "{\"statusCode\":200,\"body\":\"{\\\"policies\\\":[{\\\"table\\\":\\\"a.b.c\\\"}]}\"}"
                : inline();
    }

    /// Three rows in the answer itself.
    static String inline() {
        return """
        {"statusCode":200,"isBase64Encoded":true,"body":"%s","headers":\
        {"content-type":"application/vnd.apache.arrow.stream"}}
        """
                .formatted(Base64.getEncoder().encodeToString(rows()));
    }

    static byte[] rows() {
        List<Field> fields =
                List.of(new Field("n", Type.Simple.BIGINT), new Field("t", Type.Simple.VARCHAR));
        try (Allocators memory = new Allocators(1L << 24);
                BufferAllocator allocator = memory.forRequest("test");
                ArrowReader reader =
                        ArrowRows.reader(
                                fields,
                                List.of(List.of(1L, "a"), List.of(2L, "b,c"), List.of(3L, "")),
                                2,
                                allocator)) {
            return ArrowStreams.toBytes(reader);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// An answer in parts behind URLs.
    String inParts(byte[]... parts) {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            downloads.put("url" + i, parts[i]);
            list.append(i == 0 ? "" : ",")
                    .append(
                            "{\\\"url\\\":\\\"url%d\\\",\\\"sha256\\\":\\\"%s\\\"}"
                                    .formatted(i, PartWriter.sha256(parts[i])));
        }
        return "{\"statusCode\":200,\"headers\":{\"content-type\":\"application/json\"},\"body\":\"{\\\"parts\\\":["
                + list
                + "]}\"}";
    }

    static String problem(int status, String code) {
        return "{\"statusCode\":%d,\"body\":\"{\\\"code\\\":\\\"%s\\\",\\\"detail\\\":\\\"no\\\"}\"}"
                .formatted(status, code);
    }

    record Answer(int status, JsonNode json, Map<String, String> headers) {
        String code() {
            return json.path("code").asText();
        }
    }

    Answer http(String method, String path, String token, Map<String, String> headers) {
        return http(method, path, token, headers, "");
    }

    Answer http(
            String method, String path, String token, Map<String, String> headers, String body) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0").put("rawPath", path).put("rawQueryString", "");
        ObjectNode sent = event.putObject("headers");
        if (!token.isEmpty()) {
            sent.put("authorization", "Bearer " + token);
        }
        headers.forEach(sent::put);
        if (!body.isEmpty()) {
            event.put("body", body).put("isBase64Encoded", false);
        }
        event.putObject("requestContext")
                .putObject("http")
                .put("method", method)
                .put("sourceIp", FROM);
        JsonNode answer = tree(event(event.toString()));
        return new Answer(
                answer.path("statusCode").asInt(),
                tree(answer.path("body").asText()),
                JSON.convertValue(
                        answer.path("headers"),
                        new com.fasterxml.jackson.core.type.TypeReference<>() {}));
    }

    /// Whether an event may fail.
    enum OrFails {
        MAY
    }

    /// As a function is invoked that fails: it is logged.
    void event(String payload, OrFails whether) {
        try {
            event(payload);
        } catch (EventFailedException e) {
            assertThat(whether).isEqualTo(OrFails.MAY);
        }
    }

    String event(String payload) {
        return edge.answer(
                payload.getBytes(StandardCharsets.UTF_8),
                new Invocation("r1", null, clock.instant().plusSeconds(30)));
    }

    void declare(String more) {
        declare("daily", more);
    }

    void declare(String name, String more) {
        declareQuery(name, "SELECT n FROM t", more);
    }

    void declareQuery(String name, String query, String more) {
        String yaml =
                "{kind: Export, name: "
                        + name
                        + ", spec: {query: \""
                        + query
                        + "\", principal: nightly, purpose: research"
                        + more
                        + "}}";
        List<Change> changes = ResourceDocuments.parse(yaml).stream().map(Change::put).toList();
        resources.apply(changes, "issuer|admin", (_, _) -> "");
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

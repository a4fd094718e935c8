package dev.trawl.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.StoredSnapshots;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryFunctions;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.testkit.MovableClock;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The whole function over its payloads, with stores in memory, a policy function that is told what
/// to say and a source that is told what it holds.
final class RunningScan {
    /// Where everybody asks from.
    static final String ADDRESS = "192.0.2.7";

    private static final ObjectMapper JSON = new ObjectMapper();

    final InMemoryItemTable items = new InMemoryItemTable();
    final InMemoryObjectStore state = new InMemoryObjectStore("state");
    final InMemoryObjectStore audit = new InMemoryObjectStore("audit");
    final InMemoryFunctions functions = new InMemoryFunctions();
    final FakePolicy policy = new FakePolicy();
    final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00.000123456Z"));
    final List<SourceAnswer.DiscoveredTable> held = new ArrayList<>();
    final ResourceService resources = new ResourceService(items, state, clock);
    final List<SourceRequest.Profile> profiled = new ArrayList<>();
    final Map<String, SourceAnswer.Profile> found = new HashMap<>();
    int discoveries;
    Runnable duringDiscovery = () -> {};
    private final FunctionEdge edge;

    RunningScan() {
        functions.with("policy", policy.function());
        functions.with("policy:machine", policy.function());
        functions.with(
                "source-shop",
                message -> {
                    SourceRequest request = Envelope.readRequest(message, SourceRequestCodec::read);
                    return request instanceof SourceRequest.Profile profile
                            ? profile(profile)
                            : discover();
                });
        ScanFunction function =
                new ScanFunction(
                        new ScanFunction.Ports(
                                items,
                                state,
                                audit,
                                functions,
                                new StoredSnapshots(items, state, Duration.ZERO, clock)),
                        settings(),
                        clock);
        JsonLog quiet =
                new JsonLog(
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                        Clock.systemUTC(),
                        Map.of());
        edge = new FunctionEdge(function.endpoints(), quiet, clock);
    }

    private String discover() {
        discoveries++;
        duringDiscovery.run();
        return Envelope.answer(
                new SourceAnswer.Tables(List.copyOf(held)), SourceAnswerCodec::write);
    }

    /// As {@link #found} says; a table that it does not name cannot be read.
    private String profile(SourceRequest.Profile request) {
        profiled.add(request);
        SourceAnswer.Profile answer = found.get(request.table().table());
        return answer == null
                ? Envelope.error(
                        new TrawlException(ErrorCode.SOURCE_UNAVAILABLE, "it does not answer"))
                : Envelope.answer(answer, SourceAnswerCodec::write);
    }

    private static ScanSettings settings() {
        return ScanSettings.of(
                new dev.trawl.lambda.Settings(
                        Map.of(
                                "TRAWL_STATE_TABLE",
                                "table",
                                "TRAWL_STATE_BUCKET",
                                "state",
                                "TRAWL_FLEET",
                                "fleet",
                                "TRAWL_SOURCE_BUCKETS",
                                "{\"shop-data\":[\"shop\"]}")));
    }

    record Answer(int status, String body, Map<String, String> headers) {
        JsonNode json() {
            return tree(body);
        }

        String code() {
            return json().path("code").asText();
        }
    }

    Answer get(String path, String token) {
        return http("GET", path, token, "", Map.of());
    }

    Answer http(
            String method, String path, String token, String body, Map<String, String> headers) {
        String[] parts = path.split("\\?", 2);
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("rawPath", parts[0]);
        event.put("rawQueryString", parts.length == 2 ? parts[1] : "");
        ObjectNode sent = event.putObject("headers");
        if (!token.isEmpty()) {
            sent.put("authorization", "Bearer " + token);
        }
        headers.forEach(sent::put);
        event.putObject("requestContext")
                .putObject("http")
                .put("method", method)
                .put("sourceIp", ADDRESS);
        event.put("body", body);
        JsonNode answer = tree(event(event.toString()));
        return new Answer(
                answer.path("statusCode").asInt(),
                answer.path("body").asText(),
                JSON.convertValue(
                        answer.path("headers"),
                        new com.fasterxml.jackson.core.type.TypeReference<>() {}));
    }

    String event(String payload) {
        return edge.answer(
                payload.getBytes(StandardCharsets.UTF_8),
                new Invocation("r1", null, clock.instant().plusSeconds(30)));
    }

    void declare(String yaml) {
        List<Change> changes = ResourceDocuments.parse(yaml).stream().map(Change::put).toList();
        resources.apply(changes, "issuer|admin", (_, _) -> "policies");
    }

    /// With what the source says of it.
    void holdsNoted(String table, List<String> notes, String... columns) {
        held.add(
                new SourceAnswer.DiscoveredTable(
                        "public",
                        table,
                        Arrays.stream(columns).map(c -> new Field(c, Type.Simple.BIGINT)).toList(),
                        notes,
                        Map.of("prefix", table + "/"),
                        -1));
    }

    void holds(String table, Map<String, String> mapping, long rows, String... columns) {
        held.removeIf(t -> t.name().equals(table));
        List<Field> fields =
                Arrays.stream(columns).map(c -> new Field(c, Type.Simple.BIGINT)).toList();
        held.add(
                new SourceAnswer.DiscoveredTable(
                        "public", table, fields, List.of(), mapping, rows));
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

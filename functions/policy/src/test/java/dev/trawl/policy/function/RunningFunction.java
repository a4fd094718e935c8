package dev.trawl.policy.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.trawl.catalog.Snapshots;
import dev.trawl.catalog.StoredSnapshots;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.TableName;
import dev.trawl.policy.CalciteFilters;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.store.memory.InMemoryItemTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The whole function over its payloads, with keys fetched over HTTP and stores in memory.
final class RunningFunction implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Fleet fleet = new Fleet();
    final InMemoryItemTable items = new InMemoryItemTable();
    final Snapshots snapshots = new StoredSnapshots(items, fleet.state, Duration.ZERO, fleet.clock);
    private final HttpServer issuer = issuer(fleet.keys.issuerKeys());
    private final PolicyFunction function =
            new PolicyFunction(
                    settings(),
                    new PolicyFunction.Stores(items, fleet.state, fleet.keys, snapshots),
                    new CalciteFilters(),
                    fleet.clock,
                    fleet.log);

    record Answer(int status, String body) {}

    Answer http(String method, String path, String subject, String body) {
        return http(method, path, subject, body, Map.of());
    }

    Answer http(
            String method, String path, String subject, String body, Map<String, String> headers) {
        return http(method, path, subject, body, headers, Map.of());
    }

    /// As the gateway tells of a caller at an address.
    Answer httpFrom(String ip, String method, String path, String subject, String body) {
        return http(method, path, subject, body, Map.of(), Map.of("sourceIp", ip));
    }

    private Answer http(
            String method,
            String path,
            String subject,
            String body,
            Map<String, String> headers,
            Map<String, String> peer) {
        String[] parts = path.split("\\?", 2);
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("rawPath", parts[0]);
        event.put("rawQueryString", parts.length == 2 ? parts[1] : "");
        ObjectNode sent = event.putObject("headers");
        sent.put("authorization", "Bearer " + fleet.token(subject, subject));
        headers.forEach(sent::put);
        ObjectNode http = event.putObject("requestContext").putObject("http");
        http.put("method", method).put("path", parts[0]);
        peer.forEach(http::put);
        event.put("body", body);
        event.put("isBase64Encoded", false);
        JsonNode answer = tree(answer(Caller.ANY, event.toString()));
        return new Answer(answer.path("statusCode").asInt(), answer.path("body").asText());
    }

    Decision decide(Caller caller, DecisionRequest.Credential credential, TableName... tables) {
        return decide(snapshots.current().hash(), caller, credential, tables);
    }

    Decision decideAt(String catalogHash, String subject, TableName... tables) {
        return decide(
                catalogHash,
                Caller.ANY,
                new DecisionRequest.Credential.Token(fleet.token(subject, subject)),
                tables);
    }

    private Decision decide(
            String catalogHash,
            Caller caller,
            DecisionRequest.Credential credential,
            TableName... tables) {
        return decide(
                caller,
                new DecisionRequest(
                        credential, null, Action.READ, "q1", catalogHash, null, List.of(tables)));
    }

    /// As part of a query of that id.
    Decision decideFor(String queryId, String subject, TableName... tables) {
        return decide(
                Caller.ANY,
                new DecisionRequest(
                        new DecisionRequest.Credential.Token(fleet.token(subject, subject)),
                        null,
                        Action.READ,
                        queryId,
                        snapshots.current().hash(),
                        null,
                        List.of(tables)));
    }

    /// Whether somebody may administer a declared resource, as other functions ask.
    boolean administers(String subject, String declared) {
        return decide(
                                Caller.ANY,
                                new DecisionRequest(
                                        new DecisionRequest.Credential.Token(
                                                fleet.token(subject, subject)),
                                        null,
                                        Action.ADMINISTER,
                                        "q1",
                                        snapshots.current().hash(),
                                        null,
                                        List.of(TableName.parse(declared))))
                        .outcomes()
                        .getFirst()
                instanceof Decision.Permit;
    }

    private Decision decide(Caller caller, DecisionRequest request) {
        return Envelope.readAnswer(
                answer(caller, Envelope.request(request, DecisionRequestCodec::write)),
                DecisionCodec::read);
    }

    Decision decide(String subject, TableName... tables) {
        return decide(
                Caller.ANY,
                new DecisionRequest.Credential.Token(fleet.token(subject, subject)),
                tables);
    }

    private String answer(Caller caller, String payload) {
        return new FunctionEdge(function.endpoints(caller), fleet.log, fleet.clock)
                .answer(
                        payload.getBytes(StandardCharsets.UTF_8),
                        new Invocation("r1", null, fleet.clock.instant().plusSeconds(30)));
    }

    private PolicySettings settings() {
        return PolicySettings.of(
                new Settings(
                        Fleet.environment(
                                Map.of(
                                        "TRAWL_HEAD_FRESH",
                                        "0s",
                                        "TRAWL_TRUSTED_ROOTS",
                                        fleet.keys.rootsJson(),
                                        "TRAWL_ISSUERS",
                                        """
                                        [{"issuer":"https://issuer.example",
                                          "jwksUri":"http://127.0.0.1:%d/jwks",
                                          "audiences":["trawl"],"algorithms":["ES256"]}]\
                                        """
                                                .formatted(issuer.getAddress().getPort())))));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpServer issuer(String keys) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
            server.createContext(
                    "/jwks",
                    exchange -> {
                        exchange.sendResponseHeaders(200, bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        issuer.stop(0);
    }
}

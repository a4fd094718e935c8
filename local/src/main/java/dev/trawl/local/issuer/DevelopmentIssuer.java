package dev.trawl.local.issuer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.trawl.local.http.HttpAnswer;
import dev.trawl.local.http.LoopbackServer;

/// Serves the development issuer's public key.
///
/// Its name, the `iss` of its tokens, stays the same while its port changes; so its keys are found
/// by `jwksUri`, not by discovery from the name.
public final class DevelopmentIssuer implements AutoCloseable {

    private final String issuer;
    private final IssuerKey key;
    private final LoopbackServer server;

    private DevelopmentIssuer(String issuer, IssuerKey key) {
        this.issuer = issuer;
        this.key = key;
        this.server = LoopbackServer.start(0, this::handle);
    }

    /// A running issuer.
    public static DevelopmentIssuer start(String issuer, IssuerKey key) {
        return new DevelopmentIssuer(issuer, key);
    }

    /// Where its keys are.
    public String jwksUri() {
        return server.endpoint() + "/jwks.json";
    }

    @Override
    public void close() {
        server.close();
    }

    private HttpAnswer handle(HttpExchange exchange) {
        return switch (exchange.getRequestURI().getPath()) {
            case "/jwks.json" -> HttpAnswer.json(200, key.publicKeys());
            case "/.well-known/openid-configuration" ->
                    HttpAnswer.json(200, configuration().toString());
            default -> HttpAnswer.json(404, "{\"message\":\"Not Found\"}");
        };
    }

    private ObjectNode configuration() {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        configuration.put("issuer", issuer);
        configuration.put("jwks_uri", jwksUri());
        configuration.putArray("id_token_signing_alg_values_supported").add(key.algorithm());
        configuration.putArray("subject_types_supported").add("public");
        return configuration;
    }
}

package dev.trawl.localstack.fleet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.IssuerConfig;

/// The issuers of a deployed fleet as `TRAWL_ISSUERS` has them.
final class Issuers {
    private Issuers() {}

    static String json(FleetConfig config) {
        ArrayNode issuers = JsonNodeFactory.instance.arrayNode();
        for (IssuerConfig issuer : config.issuers()) {
            ObjectNode json = issuers.addObject();
            json.put("issuer", issuer.issuer());
            json.put("jwksUri", issuer.jwksUri());
            issuer.audiences().forEach(json.putArray("audiences")::add);
            issuer.algorithms().forEach(json.putArray("algorithms")::add);
        }
        return issuers.toString();
    }
}

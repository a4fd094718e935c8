package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What the state table says is in force.
final class Catalogs {
    private Catalogs() {}

    /// The catalog's hash.
    static String current(Insider insider) {
        return head(insider).path("catalogHash").asText();
    }

    /// The key of the policies.
    static String policies(Insider insider) {
        return "policy/" + head(insider).path("policyHash").asText() + ".json";
    }

    private static JsonNode head(Insider insider) {
        Map<String, AttributeValue> item =
                insider.dynamo
                        .getItem(r ->
                                r.tableName(insider.variable("TRAWL_STATE_TABLE"))
                                        .consistentRead(true)
                                        .key(
                                                Map.of(
                                                        "pk", AttributeValue.fromS("catalog"),
                                                        "sk", AttributeValue.fromS("head"))))
                        .item();
        return Json.parse(Objects.requireNonNull(item.get("doc")).s());
    }
}

package dev.trawl.local.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.jwk.ECKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What is secret in a local fleet, by names that are not: the texts of its secrets, of those that
/// are JSON the passwords, and the private half of the key that certifies grants.
public final class KnownSecrets {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private KnownSecrets() {}

    /// All of them.
    public static Map<String, String> of(SecretsFile secrets, Optional<ECKey> signingKey) {
        Map<String, String> known = new HashMap<>();
        secrets.all().forEach((id, text) -> known.put("the secret '" + id + "'", password(text)));
        signingKey.ifPresent(
                key -> known.put("the key '" + key.getKeyID() + "'", key.getD().toString()));
        return Map.copyOf(known);
    }

    private static String password(String text) {
        try {
            JsonNode json = text.startsWith("{") ? MAPPER.readTree(text) : MAPPER.nullNode();
            return json.path("password").asText(text);
        } catch (JsonProcessingException _) {
            return text;
        }
    }
}

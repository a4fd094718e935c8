package dev.trawl.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/// What a payload is, by the fields at its top.
enum PayloadKind {
    /// Has `requestContext`: an HTTP request of the gateway.
    HTTP,
    /// Has `v` and `request`: a message of another function.
    MESSAGE,
    /// Has `health` and nothing else: an operator asks whether the function runs.
    HEALTH,
    /// Any other object.
    EVENT,
    UNKNOWN;

    private static final JsonFactory FACTORY = new JsonFactory();

    static PayloadKind of(String payload) {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = FACTORY.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return UNKNOWN;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                names.add(parser.currentName());
                if (names.contains("requestContext")) {
                    return HTTP;
                }
                if (names.contains("v") && names.contains("request")) {
                    return MESSAGE;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return names.equals(Set.of("health")) ? HEALTH : EVENT;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}

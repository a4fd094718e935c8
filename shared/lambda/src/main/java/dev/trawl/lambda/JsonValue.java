package dev.trawl.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.MalformedJsonException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON document from outside, whose fields come in any order. Messages between functions have
/// codecs instead.
public sealed interface JsonValue {
    record Text(String value) implements JsonValue {}

    record Numeral(BigDecimal value) implements JsonValue {}

    record Flag(boolean value) implements JsonValue {}

    record Null() implements JsonValue {}

    record Items(List<JsonValue> values) implements JsonValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    /// Fields in the order of the document; no name occurs twice.
    record Fields(Map<String, JsonValue> values) implements JsonValue {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        public Optional<JsonValue> find(String name) {
            return Optional.ofNullable(values.get(name));
        }

        /// The text of a field; absent if the field is absent or no text.
        public Optional<String> findText(String name) {
            return values.get(name) instanceof Text(String text)
                    ? Optional.of(text)
                    : Optional.empty();
        }

        /// The object of a field; an empty one if the field is absent or no object.
        public Fields fields(String name) {
            return values.get(name) instanceof Fields fields ? fields : new Fields(Map.of());
        }
    }

    /// @throws MalformedJsonException if the text is no single JSON value within the limits
    static JsonValue parse(String text, JsonLimits limits) {
        if (text.length() > limits.charactersMax()) {
            throw new MalformedJsonException(
                    "the document has %d characters, the limit is %d"
                            .formatted(text.length(), limits.charactersMax()));
        }
        StreamReadConstraints constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depthMax())
                        .maxStringLength(Math.max(1, text.length()))
                        .maxNumberLength(100)
                        .build();
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(constraints)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build();
        try (JsonParser parser = factory.createParser(text)) {
            parser.nextToken();
            JsonValue value = read(parser);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("something follows the document");
            }
            return value;
        } catch (IOException e) {
            throw new MalformedJsonException("not a JSON document within limits", e);
        }
    }

    private static JsonValue read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new MalformedJsonException("the document is empty");
        }
        return switch (token) {
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getDecimalValue());
            case VALUE_TRUE -> new Flag(true);
            case VALUE_FALSE -> new Flag(false);
            case VALUE_NULL -> new Null();
            case START_ARRAY -> readItems(parser);
            case START_OBJECT -> readFields(parser);
            case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw new MalformedJsonException("a value was expected");
        };
    }

    private static Items readItems(JsonParser parser) throws IOException {
        List<JsonValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(read(parser));
        }
        return new Items(values);
    }

    private static Fields readFields(JsonParser parser) throws IOException {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, read(parser));
        }
        return new Fields(values);
    }
}

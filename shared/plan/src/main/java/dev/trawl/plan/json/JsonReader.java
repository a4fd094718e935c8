package dev.trawl.plan.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a document whose fields come in a known order, as {@link JsonWriter} writes them.
///
/// A field out of order, unknown, missing or of another type ends the reading with {@link
/// MalformedJsonException}. Optional fields are asked for with {@link #has}. Used by one thread; it
/// holds no resource beyond memory.
public final class JsonReader {
    private final JsonParser parser;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /// Reads all of `text` with `body`; what follows the value is refused.
    public static <T> T read(String text, JsonLimits limits, Function<JsonReader, T> body) {
        StreamReadConstraints constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depthMax())
                        .maxDocumentLength(limits.charactersMax())
                        .maxStringLength(
                                Math.toIntExact(
                                        Math.min(limits.charactersMax(), Integer.MAX_VALUE)))
                        .maxNumberLength(100)
                        .build();
        if (text.length() > limits.charactersMax()) {
            throw new MalformedJsonException(
                    "the document has %d characters, the limit is %d"
                            .formatted(text.length(), limits.charactersMax()));
        }
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(constraints)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build();
        // One array: a long text in it, such as Base64, is found whole and copied once.
        try (JsonParser parser = factory.createParser(text.toCharArray())) {
            parser.nextToken();
            JsonReader reader = new JsonReader(parser);
            T value = body.apply(reader);
            if (parser.currentToken() != null) {
                throw reader.malformed("something follows the document");
            }
            return value;
        } catch (IOException e) {
            throw new MalformedJsonException("not a JSON document within limits", e);
        }
    }

    public void beginObject() {
        expect(JsonToken.START_OBJECT, "an object");
    }

    public void endObject() {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
            throw malformed("unknown field '" + fieldName() + "'");
        }
        expect(JsonToken.END_OBJECT, "the end of the object");
    }

    /// Goes past the name of a field that must come now.
    public JsonReader field(String name) {
        if (!has(name)) {
            throw malformed("field '" + name + "' is missing");
        }
        return next();
    }

    /// Whether the field that comes now has this name.
    public boolean has(String name) {
        return parser.currentToken() == JsonToken.FIELD_NAME && fieldName().equals(name);
    }

    /// The field with this name if it comes now, read with `body`; else null.
    public <T> @Nullable T optional(String name, Function<JsonReader, T> body) {
        if (!has(name)) {
            return null;
        }
        next();
        return body.apply(this);
    }

    /// Name of the field that comes now; the caller decides by it what to read.
    public String peekField() {
        if (parser.currentToken() != JsonToken.FIELD_NAME) {
            throw malformed("a field was expected");
        }
        return fieldName();
    }

    public String string() {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed("a string was expected");
        }
        try {
            String value = parser.getText();
            next();
            return value;
        } catch (IOException e) {
            throw new MalformedJsonException("not a JSON document within limits", e);
        }
    }

    public @Nullable String stringOrNull() {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            next();
            return null;
        }
        return string();
    }

    public long integer() {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw malformed("an integer was expected");
        }
        try {
            long value = parser.getLongValue();
            next();
            return value;
        } catch (IOException e) {
            throw new MalformedJsonException("an integer does not fit 64 bits", e);
        }
    }

    public int integer32() {
        long value = integer();
        if (value != (int) value) {
            throw malformed("an integer does not fit 32 bits");
        }
        return Math.toIntExact(value);
    }

    public boolean bool() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw malformed("true or false was expected");
        }
        next();
        return token == JsonToken.VALUE_TRUE;
    }

    public <T> List<T> list(Function<JsonReader, T> element) {
        expect(JsonToken.START_ARRAY, "an array");
        List<T> values = new ArrayList<>();
        while (parser.currentToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == null) {
                throw malformed("the array does not end");
            }
            values.add(element.apply(this));
        }
        next();
        return List.copyOf(values);
    }

    /// An object whose field names are data; order is kept.
    public <T> Map<String, T> map(Function<JsonReader, T> value) {
        beginObject();
        Map<String, T> values = new LinkedHashMap<>();
        while (parser.currentToken() == JsonToken.FIELD_NAME) {
            String name = fieldName();
            next();
            values.put(name, value.apply(this));
        }
        endObject();
        return values;
    }

    public MalformedJsonException malformed(String what) {
        return new MalformedJsonException(
                "at %s: %s".formatted(parser.getParsingContext().pathAsPointer(), what));
    }

    private String fieldName() {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw new MalformedJsonException("not a JSON document within limits", e);
        }
    }

    private void expect(JsonToken token, String what) {
        if (parser.currentToken() != token) {
            throw malformed(what + " was expected");
        }
        next();
    }

    private JsonReader next() {
        try {
            parser.nextToken();
            return this;
        } catch (IOException e) {
            throw new MalformedJsonException("not a JSON document within limits", e);
        }
    }
}

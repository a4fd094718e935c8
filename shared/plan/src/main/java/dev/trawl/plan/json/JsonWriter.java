package dev.trawl.plan.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes a document for {@link JsonReader}: no white space, fields in the order of the calls, so
/// equal values give equal text.
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator generator;

    private JsonWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    public static String write(Consumer<JsonWriter> body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            body.accept(new JsonWriter(generator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    public JsonWriter object(Consumer<JsonWriter> fields) {
        return with(JsonGenerator::writeStartObject)
                .run(fields)
                .with(JsonGenerator::writeEndObject);
    }

    public JsonWriter field(String name) {
        return with(g -> g.writeFieldName(name));
    }

    public JsonWriter string(String value) {
        return with(g -> g.writeString(value));
    }

    /// A text that holds nothing to escape, such as Base64, which may be long.
    public JsonWriter plain(String value) {
        return with(g -> {
            g.writeRawValue("\"");
            g.writeRaw(value);
            g.writeRaw('"');
        });
    }

    public JsonWriter stringOrNull(@Nullable String value) {
        return with(g -> g.writeString(value));
    }

    public JsonWriter integer(long value) {
        return with(g -> g.writeNumber(value));
    }

    public JsonWriter bool(boolean value) {
        return with(g -> g.writeBoolean(value));
    }

    public <T> JsonWriter list(Iterable<T> values, BiConsumer<JsonWriter, T> element) {
        with(JsonGenerator::writeStartArray);
        values.forEach(value -> element.accept(this, value));
        return with(JsonGenerator::writeEndArray);
    }

    public <T> JsonWriter map(Map<String, T> values, BiConsumer<JsonWriter, T> value) {
        with(JsonGenerator::writeStartObject);
        values.forEach((name, v) -> {
            field(name);
            value.accept(this, v);
        });
        return with(JsonGenerator::writeEndObject);
    }

    private JsonWriter run(Consumer<JsonWriter> body) {
        body.accept(this);
        return this;
    }

    private JsonWriter with(Step step) {
        try {
            step.on(generator);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void on(JsonGenerator generator) throws IOException;
    }
}

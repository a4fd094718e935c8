package dev.trawl.source.objects.discover;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Columns of JSON lines by the first of them. Only a proposal, for people to check.
final class JsonSample {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LINES_MAX = 1_000;

    private JsonSample() {}

    static List<Field> load(ObjectStore store, ObjectStore.ObjectInfo object, List<String> notes) {
        TextSample sample = TextSample.load(store, object);
        List<String> lines = new ArrayList<>(sample.text().lines().limit(LINES_MAX).toList());
        if (!sample.isWhole() && !lines.isEmpty()) {
            lines.removeLast();
        }
        Map<String, Type> types = new LinkedHashMap<>();
        int read = 0;
        for (String line : lines) {
            read += read(line, types) ? 1 : 0;
        }
        notes.add("types are a guess from %d of %d lines".formatted(read, lines.size()));
        return types.entrySet().stream().map(e -> new Field(e.getKey(), e.getValue())).toList();
    }

    private static boolean read(String line, Map<String, Type> types) {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String name = parser.nextFieldName();
                    name != null;
                    name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (token != JsonToken.VALUE_NULL) {
                    types.merge(name, type(token), JsonSample::common);
                }
                parser.skipChildren();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Type type(JsonToken token) {
        return switch (token) {
            case START_ARRAY, START_OBJECT -> Type.Simple.JSON;
            case VALUE_NUMBER_INT -> Type.Simple.BIGINT;
            case VALUE_NUMBER_FLOAT -> Type.Simple.DOUBLE;
            case VALUE_TRUE, VALUE_FALSE -> Type.Simple.BOOLEAN;
            default -> Type.Simple.VARCHAR;
        };
    }

    private static Type common(Type a, Type b) {
        if (a.equals(b)) {
            return a;
        }
        if (a.isNumeric() && b.isNumeric()) {
            return Type.Simple.DOUBLE;
        }
        return a == Type.Simple.JSON || b == Type.Simple.JSON
                ? Type.Simple.JSON
                : Type.Simple.VARCHAR;
    }
}

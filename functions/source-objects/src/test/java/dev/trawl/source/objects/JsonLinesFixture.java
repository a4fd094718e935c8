package dev.trawl.source.objects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.source.Source;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceFixture;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tables of two files each, of one JSON object to a line.
final class JsonLinesFixture implements SourceFixture {
    private static final JsonFactory JSON = new JsonFactory();

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");

    @Override
    public Map<String, String> create(KitTable table) {
        String prefix = "public/%s/".formatted(table.name());
        int half = table.rows().size() / 2;
        put(prefix + "a.jsonl", table, table.rows().subList(0, half));
        put(prefix + "b.jsonl", table, table.rows().subList(half, table.rows().size()));
        return Map.of("prefix", prefix, "format", "json");
    }

    private void put(
            String key, KitTable table, List<? extends List<? extends @Nullable Object>> rows) {
        StringWriter lines = new StringWriter();
        for (List<? extends @Nullable Object> row : rows) {
            try (JsonGenerator json = JSON.createGenerator(lines)) {
                json.writeStartObject();
                for (int i = 0; i < row.size(); i++) {
                    Object value = row.get(i);
                    if (value != null) {
                        json.writeStringField(
                                table.columns().get(i).name(), Literals.toText(value));
                    }
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            lines.append('\n');
        }
        store.put(key, lines.toString().getBytes(StandardCharsets.UTF_8), "application/json");
    }

    @Override
    public boolean holds(Type type) {
        return type != Type.Simple.VARBINARY && type != Type.Simple.JSON;
    }

    @Override
    public Source source() {
        return new CsvFixture.Undiscovered(
                new ObjectsSource(store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator()));
    }

    @Override
    public void close() {}
}

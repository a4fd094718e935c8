package dev.trawl.source.objects;

import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.Capabilities;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.Source;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceFixture;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Tables of one text file each.
final class CsvFixture implements SourceFixture {
    private final InMemoryObjectStore store = new InMemoryObjectStore("data");

    @Override
    public Map<String, String> create(KitTable table) {
        String prefix = "public/%s/".formatted(table.name());
        String header =
                table.columns().stream().map(f -> f.name()).collect(Collectors.joining(","));
        String lines =
                table.rows().stream().map(CsvFixture::line).collect(Collectors.joining("\r\n"));
        store.put(
                prefix + "all.csv",
                (header + "\r\n" + lines).getBytes(StandardCharsets.UTF_8),
                "text/csv");
        return Map.of("prefix", prefix, "format", "csv");
    }

    private static String line(List<? extends @Nullable Object> row) {
        return row.stream().map(CsvFixture::field).collect(Collectors.joining(","));
    }

    private static String field(@Nullable Object value) {
        return value == null ? "" : '"' + Literals.toText(value).replace("\"", "\"\"") + '"';
    }

    @Override
    public boolean holds(Type type) {
        return type != Type.Simple.VARBINARY;
    }

    @Override
    public Source source() {
        return new Undiscovered(
                new ObjectsSource(store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator()));
    }

    @Override
    public void close() {}

    record Undiscovered(Source source) implements Source {
        @Override
        public Capabilities capabilities() {
            return source.capabilities();
        }

        @Override
        public ArrowReader read(Relation relation, ReadContext context) {
            return source.read(relation, context);
        }

        @Override
        public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
            return source.splits(relation, max, context);
        }

        @Override
        public Optional<Sample> sample(Relation relation, long rowsMax, ReadContext context) {
            return source.sample(relation, rowsMax, context);
        }

        @Override
        public List<String> explain(Relation relation, ReadContext context) {
            return source.explain(relation, context);
        }

        @Override
        public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
            return List.of();
        }

        @Override
        public void close() {
            source.close();
        }
    }
}

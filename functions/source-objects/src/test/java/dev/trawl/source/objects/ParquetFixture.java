package dev.trawl.source.objects;

import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.source.Source;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceFixture;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tables of several Parquet files each.
final class ParquetFixture implements SourceFixture {
    private static final int FILES = 3;

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");

    static LocalEvaluator evaluator() {
        return new LocalEvaluator(
                new EngineSettings(256L << 20, 2, 1L << 30, 16_384), Clock.systemUTC());
    }

    @Override
    public Map<String, String> create(KitTable table) {
        String prefix = "public/%s/".formatted(table.name());
        List<? extends List<? extends @Nullable Object>> rows = table.rows();
        int share = rows.size() / FILES + 1;
        for (int i = 0; i < FILES; i++) {
            byte[] file =
                    ParquetFiles.of(
                            table.columns(),
                            rows.subList(
                                    Math.min(i * share, rows.size()),
                                    Math.min((i + 1) * share, rows.size())));
            store.put(prefix + "part-%d.parquet".formatted(i), file, "application/octet-stream");
        }
        return Map.of("prefix", prefix, "format", "parquet");
    }

    @Override
    public Source source() {
        return new ObjectsSource(store, ObjectsSettings.DEFAULT, evaluator());
    }

    @Override
    public void close() {}
}

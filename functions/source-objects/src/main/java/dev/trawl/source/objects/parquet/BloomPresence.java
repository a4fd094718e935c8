package dev.trawl.source.objects.parquet;

import dev.trawl.source.objects.prune.Presence;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.store.ObjectStore;
import java.util.Optional;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/// The Bloom filter of one chunk, fetched when it is first asked about a value that it may know.
/// Used by one thread.
final class BloomPresence implements Presence {
    private final ObjectStore store;
    private final DataFile file;
    private final ColumnMetaData chunk;
    private final SchemaElement element;
    private @Nullable BloomFilter filter;
    private boolean isLoaded;

    BloomPresence(ObjectStore store, DataFile file, ColumnMetaData chunk, SchemaElement element) {
        this.store = store;
        this.file = file;
        this.chunk = chunk;
        this.element = element;
    }

    @Override
    public boolean mayHold(Object value) {
        Optional<byte[]> plain = PlainValue.of(value, element);
        if (plain.isEmpty()) {
            return true;
        }
        BloomFilter known = loaded();
        return known == null || known.mayHold(plain.get());
    }

    private @Nullable BloomFilter loaded() {
        if (!isLoaded) {
            isLoaded = true;
            filter = BloomFilter.load(store, file, chunk);
        }
        return filter;
    }
}

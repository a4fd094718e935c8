package dev.trawl.source.objects.parquet;

import dev.trawl.source.objects.prune.Presence;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.store.ObjectStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Footers of files, read once for each version: kept by key, entity tag and size, those least
/// recently used given up first. A file that was replaced has another tag, so its old footer is
/// never found. Thread-safe.
public final class Footers {
    private final ObjectStore store;
    private final long footerBytesMax;
    private final long cacheBytesMax;
    private final SequencedMap<ObjectStore.ObjectInfo, Footer> kept =
            new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    /// @param footerBytesMax of one footer
    /// @param cacheBytesMax of all that are kept, in memory, about; 0 to keep none
    public Footers(ObjectStore store, long footerBytesMax, long cacheBytesMax) {
        this.store = store;
        this.footerBytesMax = footerBytesMax;
        this.cacheBytesMax = cacheBytesMax;
    }

    /// @throws dev.trawl.protocol.TrawlException SOURCE_CHANGED if the file is not the listed one
    ///   and its footer is not kept; SOURCE_DATA_INVALID if it is no readable Parquet file
    public Footer load(DataFile file) {
        Footer known = find(file.object());
        if (known != null) {
            return known;
        }
        Footer footer = Footer.load(store, file, footerBytesMax);
        keep(file.object(), footer);
        return footer;
    }

    /// What is known of single values of a column in a row group of a footer from {@link #load}.
    public Presence presence(DataFile file, Footer footer, int rowGroup, String column) {
        return footer.presence(store, file, rowGroup, column);
    }

    private synchronized @Nullable Footer find(ObjectStore.ObjectInfo object) {
        return kept.get(object);
    }

    private synchronized void keep(ObjectStore.ObjectInfo object, Footer footer) {
        if (footer.memory() > cacheBytesMax || kept.putIfAbsent(object, footer) != null) {
            return;
        }
        keptBytes += footer.memory();
        while (keptBytes > cacheBytesMax) {
            Map.Entry<ObjectStore.ObjectInfo, Footer> eldest = kept.firstEntry();
            kept.remove(eldest.getKey());
            keptBytes -= eldest.getValue().memory();
        }
    }
}

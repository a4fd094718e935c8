package dev.trawl.source.objects.read;

import dev.trawl.source.objects.parquet.CompactFile;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What was fetched of Parquet files, kept as files beside the folders of requests: by key, entity
/// tag and size of the object and the ranges that were fetched, those least recently used given up
/// first. A request gets links of its own, which outlive what is given up here. Thread-safe.
///
/// A folder that cannot be written, or linked to, keeps nothing and fails nothing.
final class Chunks {
    private final long bytesMax;
    private final SequencedMap<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Path folder;
    private long bytes;
    private long made;

    /// @param bytesMax of all; 0 to keep none
    Chunks(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    private record Key(ObjectStore.ObjectInfo object, List<CompactFile.Segment> segments) {}

    private record Kept(Path path, long bytes) {}

    /// Makes the part's file of what is kept; false if it must be fetched.
    synchronized boolean link(Part.Parquet part) {
        Kept found = kept.get(key(part));
        return found != null && isLinked(part.path(), found.path());
    }

    /// Keeps a part whose file is complete.
    ///
    /// @param beside the folder of the request
    synchronized void keep(Part.Parquet part, Path beside) {
        if (part.bytes() > bytesMax || kept.containsKey(key(part))) {
            return;
        }
        Path path = place(beside);
        if (path != null && isLinked(path, part.path())) {
            kept.put(key(part), new Kept(path, part.bytes()));
            bytes += part.bytes();
            shrink();
        }
    }

    private static Key key(Part.Parquet part) {
        return new Key(part.file().object(), part.compact().segments());
    }

    private @Nullable Path place(Path beside) {
        try {
            Path parent = beside.toAbsolutePath().getParent();
            if (folder == null && parent != null) {
                folder = Files.createTempDirectory(parent, "chunks-");
            }
            return folder == null ? null : folder.resolve(String.valueOf(made++));
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isLinked(Path link, Path existing) {
        try {
            Files.createLink(link, existing);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private void shrink() {
        while (bytes > bytesMax) {
            Map.Entry<Key, Kept> eldest = kept.firstEntry();
            kept.remove(eldest.getKey());
            bytes -= eldest.getValue().bytes();
            delete(eldest.getValue().path());
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a scratch file cannot be removed", e);
        }
    }
}

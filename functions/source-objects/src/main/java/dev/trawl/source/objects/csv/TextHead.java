package dev.trawl.source.objects.csv;

import dev.trawl.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// How many lines the first bytes of a text file hold, at least one.
///
/// @param bytes as the file is stored
public record TextHead(long bytes, long lines) {
    private static final int BYTES_MAX = 256 << 10;

    /// A small compressed file may hold a large text; its density is known before its end.
    private static final long TEXT_BYTES_MAX = 64L << 20;

    /// Compressed bytes may break off anywhere.
    public static TextHead load(ObjectStore store, ObjectStore.ObjectInfo object) {
        long length = Math.min(BYTES_MAX, object.size());
        byte[] bytes = store.loadRange(object.key(), object.etag(), 0, length);
        return new TextHead(Math.max(1, length), Math.max(1, lines(object, bytes)));
    }

    /// Until where the bytes can be read.
    private static long lines(ObjectStore.ObjectInfo object, byte[] bytes) {
        long lines = 0;
        try (InputStream in = TextFile.of(object.key()).open(new ByteArrayInputStream(bytes))) {
            for (long read = 0; read < TEXT_BYTES_MAX; read++) {
                int next = in.read();
                if (next < 0) {
                    return lines;
                }
                lines += next == '\n' ? 1 : 0;
            }
            return lines;
        } catch (IOException e) {
            return lines;
        }
    }
}

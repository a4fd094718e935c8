package dev.trawl.source.objects.discover;

import dev.trawl.source.objects.csv.TextFile;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The beginning of a text file.
///
/// @param isWhole whether the file ends with it
record TextSample(String text, boolean isWhole) {
    private static final int BYTES = 256 << 10;

    /// What can be read of the first bytes; compressed ones may break off anywhere.
    static TextSample load(ObjectStore store, ObjectStore.ObjectInfo object) {
        long length = Math.min(BYTES, object.size());
        byte[] bytes = store.loadRange(object.key(), object.etag(), 0, length);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean isWhole = length == object.size();
        byte[] buffer = new byte[1 << 13];
        try (InputStream in = TextFile.of(object.key()).open(new ByteArrayInputStream(bytes))) {
            int count = in.read(buffer);
            while (count >= 0 && text.size() < BYTES) {
                text.write(buffer, 0, count);
                count = in.read(buffer);
            }
            isWhole &= count < 0;
        } catch (IOException e) {
            isWhole = false;
        }
        return new TextSample(text.toString(StandardCharsets.UTF_8), isWhole);
    }
}

package dev.trawl.source.objects;

import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The files of a folder as objects, read only, with names for entity tags: for measuring, where
/// the in-memory store would spend its time on hashes.
record FolderStore(Path folder) implements ObjectStore {
    @Override
    public String bucket() {
        return "data";
    }

    @Override
    public Optional<byte[]> find(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] load(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] loadRange(String key, String etag, long offset, long length) {
        try (FileChannel channel = FileChannel.open(folder.resolve(key))) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
                // Until it is full or the file ends.
            }
            return bytes.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Tail loadTail(String key, long bytesMax) {
        ObjectInfo info = info(folder.resolve(key));
        long length = Math.min(bytesMax, info.size());
        return new Tail(info, loadRange(key, info.etag(), info.size() - length, length));
    }

    @Override
    public ObjectInfo put(String key, byte[] bytes, String contentType) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectInfo put(String key, Path file, String contentType) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean create(String key, byte[] bytes, String contentType) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ObjectInfo> list(String prefix, int max) {
        try (Stream<Path> files = Files.list(folder.resolve(prefix))) {
            return files.map(this::info).sorted((a, b) -> a.key().compareTo(b.key())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectInfo info(Path file) {
        try {
            String key = folder.relativize(file).toString();
            return new ObjectInfo(key, Files.size(file), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public URI presign(String key, Duration validity) {
        throw new UnsupportedOperationException();
    }
}

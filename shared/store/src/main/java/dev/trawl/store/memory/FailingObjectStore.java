package dev.trawl.store.memory;

import dev.trawl.store.ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A bucket of which one call fails.
public final class FailingObjectStore implements ObjectStore {
    private final ObjectStore objects;
    private final Faults faults;

    public FailingObjectStore(ObjectStore objects, Faults faults) {
        this.objects = objects;
        this.faults = faults;
    }

    @Override
    public String bucket() {
        return objects.bucket();
    }

    @Override
    public Optional<byte[]> find(String key) {
        return faults.call(() -> objects.find(key));
    }

    @Override
    public byte[] load(String key) {
        return faults.call(() -> objects.load(key));
    }

    @Override
    public void read(String key, Taker taker) {
        faults.call(() -> {
            objects.read(key, taker);
            return key;
        });
    }

    @Override
    public byte[] loadRange(String key, String etag, long offset, long length) {
        return faults.call(() -> objects.loadRange(key, etag, offset, length));
    }

    @Override
    public Tail loadTail(String key, long bytesMax) {
        return faults.call(() -> objects.loadTail(key, bytesMax));
    }

    @Override
    public ObjectInfo put(String key, byte[] bytes, String contentType) {
        return faults.call(() -> objects.put(key, bytes, contentType));
    }

    @Override
    public ObjectInfo put(String key, Content content, String contentType) {
        return faults.call(() -> objects.put(key, content, contentType));
    }

    @Override
    public ObjectInfo put(String key, Path file, String contentType) {
        return faults.call(() -> objects.put(key, file, contentType));
    }

    @Override
    public boolean create(String key, byte[] bytes, String contentType) {
        return faults.call(() -> objects.create(key, bytes, contentType));
    }

    @Override
    public List<ObjectInfo> list(String prefix, int max) {
        return faults.call(() -> objects.list(prefix, max));
    }

    @Override
    public void delete(String key) {
        faults.call(() -> {
            objects.delete(key);
            return key;
        });
    }

    @Override
    public ObjectStore encryptedBy(String kmsKey) {
        return new FailingObjectStore(objects.encryptedBy(kmsKey), faults);
    }

    /// Signing is no call.
    @Override
    public URI presign(String key, Duration validity) {
        return objects.presign(key, validity);
    }
}

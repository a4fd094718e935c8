package dev.trawl.source.objects;

import dev.trawl.store.ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what is read of a store.
record CountingStore(ObjectStore store, AtomicLong bytes, AtomicLong tails) implements ObjectStore {
    static CountingStore of(ObjectStore store) {
        return new CountingStore(store, new AtomicLong(), new AtomicLong());
    }

    @Override
    public String bucket() {
        return store.bucket();
    }

    @Override
    public Optional<byte[]> find(String key) {
        return store.find(key);
    }

    @Override
    public byte[] load(String key) {
        return store.load(key);
    }

    @Override
    public byte[] loadRange(String key, String etag, long offset, long length) {
        bytes.addAndGet(length);
        return store.loadRange(key, etag, offset, length);
    }

    @Override
    public Tail loadTail(String key, long bytesMax) {
        tails.incrementAndGet();
        return store.loadTail(key, bytesMax);
    }

    @Override
    public ObjectInfo put(String key, byte[] content, String contentType) {
        return store.put(key, content, contentType);
    }

    @Override
    public ObjectInfo put(String key, Path file, String contentType) {
        return store.put(key, file, contentType);
    }

    @Override
    public boolean create(String key, byte[] content, String contentType) {
        return store.create(key, content, contentType);
    }

    @Override
    public List<ObjectInfo> list(String prefix, int max) {
        return store.list(prefix, max);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public URI presign(String key, Duration validity) {
        return store.presign(key, validity);
    }
}

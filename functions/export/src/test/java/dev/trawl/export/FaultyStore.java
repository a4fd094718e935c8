package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A bucket of which one call fails, before or after it did its work.
final class FaultyStore implements ObjectStore {
    enum When {
        BEFORE,
        AFTER
    }

    private final ObjectStore objects;
    private int left;
    private When when = When.BEFORE;

    FaultyStore(ObjectStore objects) {
        this.objects = objects;
    }

    /// Call number `call` from now on fails; none for 0.
    void fail(int call, When time) {
        left = call;
        when = time;
    }

    boolean hasFailed() {
        return left <= 0;
    }

    private <T> T call(java.util.function.Supplier<T> work) {
        left--;
        boolean isFailing = left == 0;
        if (isFailing && when == When.BEFORE) {
            throw away();
        }
        T result = work.get();
        if (isFailing) {
            throw away();
        }
        return result;
    }

    private static TrawlException away() {
        return new TrawlException(ErrorCode.STORE_UNAVAILABLE, "the store is away");
    }

    @Override
    public String bucket() {
        return objects.bucket();
    }

    @Override
    public Optional<byte[]> find(String key) {
        return call(() -> objects.find(key));
    }

    @Override
    public byte[] load(String key) {
        return call(() -> objects.load(key));
    }

    @Override
    public byte[] loadRange(String key, String etag, long offset, long length) {
        return call(() -> objects.loadRange(key, etag, offset, length));
    }

    @Override
    public Tail loadTail(String key, long bytesMax) {
        return call(() -> objects.loadTail(key, bytesMax));
    }

    @Override
    public ObjectInfo put(String key, byte[] bytes, String contentType) {
        return call(() -> objects.put(key, bytes, contentType));
    }

    @Override
    public ObjectInfo put(String key, Path file, String contentType) {
        return call(() -> objects.put(key, file, contentType));
    }

    @Override
    public boolean create(String key, byte[] bytes, String contentType) {
        return call(() -> objects.create(key, bytes, contentType));
    }

    @Override
    public List<ObjectInfo> list(String prefix, int max) {
        return call(() -> objects.list(prefix, max));
    }

    @Override
    public void delete(String key) {
        objects.delete(key);
    }

    @Override
    public URI presign(String key, Duration validity) {
        return objects.presign(key, validity);
    }
}

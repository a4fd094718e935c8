package dev.trawl.store.memory;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// A bucket in memory.
public final class InMemoryObjectStore implements ObjectStore {
    private final String bucket;
    private final ConcurrentSkipListMap<String, byte[]> objects;
    private final ConcurrentSkipListMap<String, String> keys;
    private final @Nullable String kmsKey;

    public InMemoryObjectStore(String bucket) {
        this(bucket, new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>(), null);
    }

    private InMemoryObjectStore(
            String bucket,
            ConcurrentSkipListMap<String, byte[]> objects,
            ConcurrentSkipListMap<String, String> keys,
            @Nullable String kmsKey) {
        this.bucket = bucket;
        this.objects = objects;
        this.keys = keys;
        this.kmsKey = kmsKey;
    }

    /// The same objects.
    @Override
    public ObjectStore encryptedBy(String key) {
        return new InMemoryObjectStore(bucket, objects, keys, key);
    }

    /// The key of KMS that an object would be encrypted by.
    public Optional<String> kmsKey(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    private void noteKey(String key) {
        if (kmsKey == null) {
            keys.remove(key);
        } else {
            keys.put(key, kmsKey);
        }
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public Optional<byte[]> find(String key) {
        return Optional.ofNullable(objects.get(key)).map(byte[]::clone);
    }

    @Override
    public byte[] load(String key) {
        return find(key).orElseThrow(() -> missing(key));
    }

    @Override
    public byte[] loadRange(String key, String etag, long offset, long length) {
        if (length == 0) {
            return new byte[0];
        }
        byte[] bytes = find(key).orElseThrow(() -> changed(key));
        if (!etag(bytes).equals(etag) || offset >= bytes.length) {
            throw changed(key);
        }
        int to = Math.toIntExact(Math.min(offset + length, bytes.length));
        return Arrays.copyOfRange(bytes, Math.toIntExact(offset), to);
    }

    @Override
    public Tail loadTail(String key, long bytesMax) {
        byte[] bytes = find(key).orElseThrow(() -> changed(key));
        int from = Math.toIntExact(Math.max(0, bytes.length - bytesMax));
        return new Tail(info(key, bytes), Arrays.copyOfRange(bytes, from, bytes.length));
    }

    @Override
    public ObjectInfo put(String key, byte[] bytes, String contentType) {
        byte[] copy = bytes.clone();
        objects.put(key, copy);
        noteKey(key);
        return info(key, copy);
    }

    @Override
    public ObjectInfo put(String key, Path file, String contentType) {
        try {
            return put(key, Files.readAllBytes(file), contentType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean create(String key, byte[] bytes, String contentType) {
        boolean isFirst = objects.putIfAbsent(key, bytes.clone()) == null;
        if (isFirst) {
            noteKey(key);
        }
        return isFirst;
    }

    @Override
    public List<ObjectInfo> list(String prefix, int max) {
        List<ObjectInfo> found =
                objects.tailMap(prefix).entrySet().stream()
                        .takeWhile(e -> e.getKey().startsWith(prefix))
                        .limit(max + 1L)
                        .map(e -> info(e.getKey(), e.getValue()))
                        .toList();
        if (found.size() > max) {
            throw new TrawlException(
                    ErrorCode.SPLITS_LIMIT_EXCEEDED,
                    "more than %d objects begin with '%s'".formatted(max, prefix));
        }
        return found;
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public URI presign(String key, Duration validity) {
        return URI.create("memory://" + bucket + "/" + key + "?seconds=" + validity.toSeconds());
    }

    private static ObjectInfo info(String key, byte[] bytes) {
        return new ObjectInfo(key, bytes.length, etag(bytes));
    }

    private static String etag(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static TrawlException changed(String key) {
        return new TrawlException(
                ErrorCode.SOURCE_CHANGED,
                "object '%s' changed while it was read; ask again".formatted(key));
    }

    private TrawlException missing(String key) {
        return new TrawlException(
                ErrorCode.NOT_FOUND, "there is no object '%s' in '%s'".formatted(key, bucket));
    }
}

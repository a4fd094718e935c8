package dev.trawl.store;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One bucket of objects. Thread-safe.
///
/// A key that does not exist is an absent result or {@link ErrorCode#NOT_FOUND}; where an object
/// was listed before, SOURCE_CHANGED. Every other failure is STORE_UNAVAILABLE. Reads see every
/// write that returned before.
public interface ObjectStore {
    String bucket();

    Optional<byte[]> find(String key);

    /// The whole object.
    byte[] load(String key);

    /// What becomes of an object's bytes as they come.
    @FunctionalInterface
    interface Taker {

        /// Reads the stream to its end; another one from the beginning when the connection broke.
        /// Does not close it.
        void take(InputStream bytes) throws IOException;
    }

    /// The whole object, for those who do not want it in one array.
    ///
    /// @throws RuntimeException of the taker, too
    default void read(String key, Taker taker) {
        try {
            taker.take(new ByteArrayInputStream(load(key)));
        } catch (IOException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "object '%s' in '%s' could not be read".formatted(key, bucket()),
                    e);
        }
    }

    /// `length` bytes from `offset`, fewer at the object's end, of the version with this entity
    /// tag.
    ///
    /// @throws TrawlException SOURCE_CHANGED if the object has another tag now, is gone, or ends
    ///   before `offset`
    byte[] loadRange(String key, String etag, long offset, long length);

    /// The last bytes of an object, its size and its entity tag, in one request; no bytes if it is
    /// empty.
    ///
    /// @throws TrawlException SOURCE_CHANGED if the object is gone
    Tail loadTail(String key, long bytesMax);

    /// Replaces the object.
    ObjectInfo put(String key, byte[] bytes, String contentType);

    /// Bytes that are not in one array.
    ///
    /// @param stream from the beginning; asked for again when an attempt has failed
    record Content(long size, Supplier<InputStream> stream) {}

    /// The same, of bytes that stay as they are until it returns.
    default ObjectInfo put(String key, Content content, String contentType) {
        try (InputStream in = content.stream().get()) {
            return put(key, in.readAllBytes(), contentType);
        } catch (IOException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "object '%s' for '%s' could not be read".formatted(key, bucket()),
                    e);
        }
    }

    /// Replaces the object by a file's content.
    ObjectInfo put(String key, Path file, String contentType);

    /// Creates the object; false if there is one already. Never replaces. When the outcome is not
    /// told it reads back before it answers: of two callers with equal bytes both may then be told
    /// true, so what must have one winner names its writer in the bytes.
    ///
    /// @throws TrawlException COMMIT_STATE_UNKNOWN if reading back does not tell either;
    ///   STORE_UNAVAILABLE if the object was certainly not created
    boolean create(String key, byte[] bytes, String contentType);

    /// Objects whose keys begin with `prefix`, in order of keys.
    ///
    /// @throws TrawlException SPLITS_LIMIT_EXCEEDED if there are more than `max`
    List<ObjectInfo> list(String prefix, int max);

    void delete(String key);

    /// A URL with which anyone may read the object for a time.
    URI presign(String key, Duration validity);

    /// The same bucket, whose new objects are encrypted by a key of KMS instead of the bucket's
    /// own.
    ///
    /// @param kmsKey its ARN
    default ObjectStore encryptedBy(String kmsKey) {
        throw new TrawlException(
                ErrorCode.NOT_SUPPORTED,
                "objects of '%s' cannot be encrypted by a key of KMS".formatted(bucket()));
    }

    /// @param etag entity tag, without quotes
    record ObjectInfo(String key, long size, String etag) {}

    /// @param bytes the object's last bytes; not to be changed by the receiver
    @SuppressWarnings("ArrayRecordComponent")
    record Tail(ObjectInfo object, byte[] bytes) {}
}

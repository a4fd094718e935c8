package dev.trawl.store.aws;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// A bucket on S3. Clients belong to the caller.
public final class S3ObjectStore implements ObjectStore {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int CREATE_ATTEMPTS = 4;

    private final S3Client client;
    private final S3Presigner presigner;
    private final String bucket;
    private final @Nullable String kmsKey;

    public S3ObjectStore(S3Client client, S3Presigner presigner, String bucket) {
        this(client, presigner, bucket, null);
    }

    private S3ObjectStore(
            S3Client client, S3Presigner presigner, String bucket, @Nullable String kmsKey) {
        this.client = client;
        this.presigner = presigner;
        this.bucket = bucket;
        this.kmsKey = kmsKey;
    }

    @Override
    public ObjectStore encryptedBy(String key) {
        return new S3ObjectStore(client, presigner, bucket, key);
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public Optional<byte[]> find(String key) {
        try {
            return Optional.of(got(GetObjectRequest.builder().bucket(bucket).key(key)).bytes());
        } catch (NoSuchKeyException _) {
            return Optional.empty();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public byte[] load(String key) {
        return find(key).orElseThrow(() -> absent(key));
    }

    private TrawlException absent(String key) {
        return new TrawlException(
                ErrorCode.NOT_FOUND, "there is no object '%s' in '%s'".formatted(key, bucket));
    }

    @Override
    public void read(String key, Taker taker) {
        AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();
        try {
            client.getObject(
                    b -> b.bucket(bucket).key(key),
                    (response, in) -> taken(taker, new Whole(in, response), thrown));
        } catch (NoSuchKeyException _) {
            throw absent(key);
        } catch (SdkException e) {
            RuntimeException own = thrown.get();
            throw own == null ? unavailable(e) : own;
        }
    }

    /// What a taker throws itself, the client would wrap.
    private static boolean taken(
            Taker taker, InputStream in, AtomicReference<@Nullable RuntimeException> thrown) {
        thrown.set(null);
        try {
            taker.take(in);
            return true;
        } catch (IOException e) {
            throw broken(e);
        } catch (SdkException e) {
            throw e;
        } catch (RuntimeException e) {
            thrown.set(e);
            throw e;
        }
    }

    /// A stream that does not end before it has given as much as the store told.
    private static final class Whole extends FilterInputStream {
        private final byte[] one = new byte[1];
        private long left;

        Whole(InputStream in, GetObjectResponse response) {
            super(in);
            this.left = response.contentLength();
        }

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, length);
            if (count < 0 && left > 0) {
                throw new EOFException("%d bytes are missing".formatted(left));
            }
            left -= Math.max(0, count);
            return count;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Got(GetObjectResponse response, byte[] bytes) {}

    /// In one array of the length that the store tells, where the client's own way takes several.
    private Got got(GetObjectRequest.Builder request) {
        return client.getObject(request.build(), S3ObjectStore::allOf);
    }

    private static Got allOf(GetObjectResponse response, InputStream in) {
        byte[] bytes = new byte[Math.toIntExact(response.contentLength())];
        try {
            if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new EOFException("of %d bytes fewer came".formatted(bytes.length));
            }
            return new Got(response, bytes);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /// After which the client asks again.
    private static RetryableException broken(IOException cause) {
        return RetryableException.create("the object came to no end", cause);
    }

    @Override
    public byte[] loadRange(String key, String etag, long offset, long length) {
        if (length == 0) {
            return new byte[0];
        }
        GetObjectRequest.Builder request =
                GetObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .range("bytes=%d-%d".formatted(offset, offset + length - 1))
                        .ifMatch('"' + etag + '"');
        try {
            return got(request).bytes();
        } catch (SdkException e) {
            throw switch (status(e)) {
                case PRECONDITION_FAILED, NOT_FOUND, RANGE_NOT_SATISFIABLE -> changed(key, e);
                default -> unavailable(e);
            };
        }
    }

    @Override
    public Tail loadTail(String key, long bytesMax) {
        try {
            Got got =
                    got(
                            GetObjectRequest.builder()
                                    .bucket(bucket)
                                    .key(key)
                                    .range("bytes=-" + bytesMax));
            GetObjectResponse response = got.response();
            ObjectInfo info = new ObjectInfo(key, size(response), unquoted(response.eTag()));
            return new Tail(info, got.bytes());
        } catch (SdkException e) {
            if (status(e) == RANGE_NOT_SATISFIABLE) {
                return emptyTail(key);
            }
            throw switch (status(e)) {
                case NOT_FOUND -> changed(key, e);
                default -> unavailable(e);
            };
        }
    }

    /// An empty object has no last byte that could be asked for.
    private Tail emptyTail(String key) {
        HeadObjectResponse head = guarded(() -> client.headObject(b -> b.bucket(bucket).key(key)));
        if (head.contentLength() != 0) {
            throw new TrawlException(
                    ErrorCode.SOURCE_CHANGED,
                    "object '%s' changed while it was read; ask again".formatted(key));
        }
        return new Tail(new ObjectInfo(key, 0, unquoted(head.eTag())), new byte[0]);
    }

    /// Size of the whole object, which a range answer tells after the slash of `Content-Range`.
    private static long size(GetObjectResponse response) {
        String range = response.contentRange();
        return range == null
                ? response.contentLength()
                : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
    }

    @Override
    public ObjectInfo put(String key, byte[] bytes, String contentType) {
        PutObjectResponse response =
                put(() ->
                        client.putObject(
                                request(key, contentType).build(), body(bytes, contentType)));
        return new ObjectInfo(key, bytes.length, unquoted(response.eTag()));
    }

    /// Not a copy, as the client would make one.
    private static RequestBody body(byte[] bytes, String contentType) {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromByteArrayUnsafe(bytes), bytes.length, contentType);
    }

    @Override
    public ObjectInfo put(String key, Content content, String contentType) {
        PutObjectResponse response =
                put(() ->
                        client.putObject(
                                request(key, contentType).build(),
                                RequestBody.fromContentProvider(
                                        content.stream()::get, content.size(), contentType)));
        return new ObjectInfo(key, content.size(), unquoted(response.eTag()));
    }

    @Override
    public ObjectInfo put(String key, Path file, String contentType) {
        PutObjectResponse response =
                put(() ->
                        client.putObject(
                                request(key, contentType).build(), RequestBody.fromFile(file)));
        HeadObjectResponse head = guarded(() -> client.headObject(b -> b.bucket(bucket).key(key)));
        return new ObjectInfo(key, head.contentLength(), unquoted(response.eTag()));
    }

    /// 412 says that somebody was first, which may have been an earlier attempt of this very call:
    /// then the content decides.
    @Override
    public boolean create(String key, byte[] bytes, String contentType) {
        PutObjectRequest request = request(key, contentType).ifNoneMatch("*").build();
        boolean mayBeWritten = false;
        for (int attempt = 1; ; attempt++) {
            try {
                client.putObject(request, body(bytes, contentType));
                return true;
            } catch (SdkException e) {
                mayBeWritten = mayBeWritten || WriteFailures.isRepeated(e);
                int status = status(e);
                if (status == PRECONDITION_FAILED) {
                    return mayBeWritten && isHeld(key, bytes, e).orElse(Boolean.FALSE);
                }
                if (status != CONFLICT) {
                    if (WriteFailures.isRefused(e) && !mayBeWritten) {
                        throw unavailable(e);
                    }
                    mayBeWritten = true;
                    Optional<Boolean> isHeld = isHeld(key, bytes, e);
                    if (isHeld.isPresent()) {
                        return isHeld.get();
                    }
                }
                if (attempt == CREATE_ATTEMPTS) {
                    throw mayBeWritten ? unknown(key, e) : unavailable(e);
                }
            }
        }
    }

    /// Whether the object there has these bytes; nothing if there is none.
    ///
    /// @throws TrawlException COMMIT_STATE_UNKNOWN if it cannot be read
    private Optional<Boolean> isHeld(String key, byte[] bytes, SdkException failure) {
        try {
            return find(key).map(held -> Arrays.equals(held, bytes));
        } catch (TrawlException _) {
            throw unknown(key, failure);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix, int max) {
        List<ObjectInfo> found = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            ListObjectsV2Request request =
                    ListObjectsV2Request.builder()
                            .bucket(bucket)
                            .prefix(prefix)
                            .continuationToken(from)
                            .build();
            ListObjectsV2Response page = guarded(() -> client.listObjectsV2(request));
            page.contents()
                    .forEach(o -> found.add(new ObjectInfo(o.key(), o.size(), unquoted(o.eTag()))));
            if (found.size() > max) {
                throw new TrawlException(
                        ErrorCode.SPLITS_LIMIT_EXCEEDED,
                        "more than %d objects begin with '%s'".formatted(max, prefix));
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null);
        return List.copyOf(found);
    }

    @Override
    public void delete(String key) {
        guarded(() -> client.deleteObject(b -> b.bucket(bucket).key(key)));
    }

    @Override
    public URI presign(String key, Duration validity) {
        try {
            return presigner
                    .presignGetObject(p ->
                            p.signatureDuration(validity)
                                    .getObjectRequest(g -> g.bucket(bucket).key(key)))
                    .url()
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a presigned URL is one", e);
        }
    }

    /// A store that knows no keys says that it does not implement what was asked for.
    private <T> T put(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            if (kmsKey != null && status(e) == NOT_IMPLEMENTED) {
                throw new TrawlException(
                        ErrorCode.NOT_SUPPORTED,
                        "the store of '%s' does not encrypt by keys of KMS".formatted(bucket),
                        null,
                        e);
            }
            throw unavailable(e);
        }
    }

    private PutObjectRequest.Builder request(String key, String contentType) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(key).contentType(contentType);
        return kmsKey == null
                ? request
                : request.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(kmsKey)
                        .bucketKeyEnabled(true);
    }

    private static <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private static int status(SdkException e) {
        return e instanceof S3Exception s ? s.statusCode() : 0;
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }

    private static TrawlException changed(String key, SdkException e) {
        return new TrawlException(
                ErrorCode.SOURCE_CHANGED,
                "object '%s' changed while it was read; ask again".formatted(key),
                e);
    }

    private static TrawlException unknown(String key, SdkException e) {
        return new TrawlException(
                ErrorCode.COMMIT_STATE_UNKNOWN,
                "whether object '%s' was written is not known".formatted(key),
                e);
    }

    private static TrawlException unavailable(SdkException e) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "the object store does not answer; try again", e);
    }
}

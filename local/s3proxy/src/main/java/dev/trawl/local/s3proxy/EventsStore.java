package dev.trawl.local.s3proxy;

import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// A store that tells of every change of an object in the buckets that somebody listens to.
///
/// Changes of one key come one after the other, so the sequence of their events is the sequence in
/// which they were made. A change that fails is not told; nor is the removal of what is not there.
final class EventsStore extends ForwardingBlobStore {

    private static final int LOCKS = 1024;

    private final Set<String> buckets;
    private final ObjectEvents events;
    private final Lock[] locks;

    EventsStore(BlobStore store, Set<String> buckets, ObjectEvents events) {
        super(store);
        this.buckets = Set.copyOf(buckets);
        this.events = events;
        this.locks =
                IntStream.range(0, LOCKS)
                        .mapToObj(index -> new ReentrantLock())
                        .toArray(Lock[]::new);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        return created(
                "ObjectCreated:Put",
                request.bucket(),
                request.key(),
                () -> super.putBlob(request, content));
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return created(
                "ObjectCreated:Copy",
                request.destinationBucket(),
                request.destinationKey(),
                () -> super.copyBlob(request));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return created(
                "ObjectCreated:CompleteMultipartUpload",
                upload.containerName(),
                upload.blobName(),
                () -> super.completeMultipartUpload(upload, request));
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        if (!buckets.contains(request.bucket())) {
            return super.removeBlob(request);
        }
        Lock lock = lock(request.bucket(), request.key());
        lock.lock();
        try {
            boolean isThere = blobExists(request.bucket(), request.key());
            DeleteObjectResponse response = super.removeBlob(request);
            if (isThere) {
                events.removed(request.bucket(), request.key());
            }
            return response;
        } finally {
            lock.unlock();
        }
    }

    private <T> T created(String name, String bucket, String key, Supplier<T> change) {
        if (!buckets.contains(bucket)) {
            return change.get();
        }
        Lock lock = lock(bucket, key);
        lock.lock();
        try {
            T response = change.get();
            HeadObjectResponse object = blobMetadata(bucket, key);
            events.created(name, bucket, key, object.contentLength(), object.eTag());
            return response;
        } finally {
            lock.unlock();
        }
    }

    private Lock lock(String bucket, String key) {
        return locks[Math.floorMod(Objects.hash(bucket, key), LOCKS)];
    }
}

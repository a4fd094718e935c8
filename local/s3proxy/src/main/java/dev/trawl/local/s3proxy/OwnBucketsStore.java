package dev.trawl.local.s3proxy;

import java.util.Set;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/// A store in which a copy may only come from the caller's own buckets: S3Proxy looks up the
/// destination of a copy alone.
final class OwnBucketsStore extends ForwardingBlobStore {

    private final Set<String> buckets;

    OwnBucketsStore(BlobStore store, Set<String> buckets) {
        super(store);
        this.buckets = Set.copyOf(buckets);
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        requireOwn(request.sourceBucket());
        return super.copyBlob(request);
    }

    @Override
    public boolean supportsCopyMultipartPart() {
        return delegate().supportsCopyMultipartPart();
    }

    @Override
    public UploadPartCopyResponse copyMultipartPart(
            MultipartUpload upload, UploadPartCopyRequest request) {
        requireOwn(request.sourceBucket());
        return delegate().copyMultipartPart(upload, request);
    }

    private void requireOwn(String bucket) {
        if (!buckets.contains(bucket)) {
            throw S3Exception.builder()
                    .statusCode(403)
                    .message("The source of the copy is not a bucket of this caller.")
                    .build();
        }
    }
}

package dev.trawl.fleettests;

import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Gatherers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The fleet's buckets as one of its callers sees them.
final class Buckets implements AutoCloseable {
    static final String LAKE = "fleettests-lake";
    static final String STATE = "fleettests-state";

    private final S3Client client;

    Buckets(String endpoint, String key, String secret) {
        this.client =
                S3Client.builder()
                        .endpointOverride(URI.create(endpoint))
                        .region(Region.EU_CENTRAL_1)
                        .forcePathStyle(true)
                        .httpClient(UrlConnectionHttpClient.create())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(key, secret)))
                        .build();
    }

    void put(String bucket, String key, byte[] content) {
        client.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    byte[] load(String bucket, String key) {
        return client.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
    }

    void delete(String bucket, String key) {
        client.deleteObject(r -> r.bucket(bucket).key(key));
    }

    /// Deletes all objects under a prefix.
    void clear(String bucket, String prefix) {
        keys(bucket, prefix).stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .gather(Gatherers.windowFixed(1_000))
                .forEach(some ->
                        client.deleteObjects(
                                r -> r.bucket(bucket).delete(d -> d.quiet(true).objects(some))));
    }

    void copy(String bucket, String key, String toBucket, String toKey) {
        client.copyObject(r ->
                r.sourceBucket(bucket)
                        .sourceKey(key)
                        .destinationBucket(toBucket)
                        .destinationKey(toKey));
    }

    /// Replaces an object by what `change` makes of it.
    void change(String bucket, String key, UnaryOperator<byte[]> change) {
        put(bucket, key, change.apply(load(bucket, key)));
    }

    List<String> keys(String bucket, String prefix) {
        return client.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).stream()
                .flatMap(page -> page.contents().stream())
                .map(S3Object::key)
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}

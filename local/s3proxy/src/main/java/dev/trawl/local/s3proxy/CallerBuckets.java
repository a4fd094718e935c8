package dev.trawl.local.s3proxy;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.BlobStoreLocator;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;

/// Which caller may use which buckets: the place of the bucket policies and roles.
///
/// S3Proxy verifies the signature against the secret found here, of presigned URLs too. A bucket
/// that is not the caller's looks to it like an unknown key (403). What a caller does inside its
/// buckets is not looked at: there are no prefixes and no separate rights to read and to write.
final class CallerBuckets implements BlobStoreLocator {

    private static final String ALL = "*";

    private record Caller(String secret, Set<String> buckets, BlobStore store) {

        boolean mayUse(@Nullable String bucket) {
            return buckets.contains(ALL)
                    || (bucket != null && !bucket.isEmpty() && buckets.contains(bucket));
        }
    }

    private final Map<String, Caller> callers;

    private CallerBuckets(Map<String, Caller> callers) {
        this.callers = Map.copyOf(callers);
    }

    static CallerBuckets of(Properties settings, BlobStore store) {
        Map<String, Caller> callers = new HashMap<>();
        for (String name : settings.stringPropertyNames()) {
            if (name.startsWith("secret.")) {
                String key = name.substring("secret.".length());
                Set<String> buckets =
                        Set.of(settings.getProperty("buckets." + key, "").split(",", -1));
                BlobStore own = buckets.contains(ALL) ? store : new OwnBucketsStore(store, buckets);
                callers.put(key, new Caller(settings.getProperty(name), buckets, own));
            }
        }
        return new CallerBuckets(callers);
    }

    @Override
    public @Nullable AccessGrant locateBlobStore(
            @Nullable String key, @Nullable String bucket, @Nullable String blob) {
        Caller caller = key == null ? null : callers.get(key);
        if (caller == null || !caller.mayUse(bucket)) {
            return null;
        }
        return new AccessGrant(caller.secret(), caller.store());
    }
}

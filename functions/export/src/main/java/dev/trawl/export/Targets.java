package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The buckets that exports may be written to, and the keys, which the deployment names. Whose data
/// goes there is for policy to decide.
final class Targets {
    private static final int OBJECTS_MAX = 100_000;

    private final Map<String, ObjectStore> buckets;
    private final Set<String> keys;

    /// @param keys of KMS that files may be encrypted by
    Targets(Map<String, ObjectStore> buckets, Collection<String> keys) {
        this.buckets = Map.copyOf(buckets);
        this.keys = Set.copyOf(keys);
    }

    /// @throws TrawlException NOT_SUPPORTED
    ObjectStore bucket(Run run) {
        return require(run.export(), run.spec());
    }

    /// A bucket for what was written into it before.
    ///
    /// @throws TrawlException NOT_SUPPORTED
    ObjectStore named(String name) {
        ObjectStore bucket = buckets.get(name);
        if (bucket == null) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "bucket '%s' is none of the deployment's any more".formatted(name));
        }
        return bucket;
    }

    /// @throws TrawlException NOT_SUPPORTED
    ObjectStore require(String export, ExportSpec spec) {
        ObjectStore bucket = buckets.get(spec.bucket());
        if (bucket == null) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "export/%s: spec.bucket may be one of %s (TRAWL_EXPORT_BUCKETS), not '%s'"
                            .formatted(export, new TreeSet<>(buckets.keySet()), spec.bucket()));
        }
        String key = spec.files().kmsKey();
        if (key == null) {
            return bucket;
        }
        if (!keys.contains(key)) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "export/%s: spec.encryption.kmsKey may be a key that the deployment names (exportKeys, TRAWL_EXPORT_KEYS: %s), not '%s'"
                            .formatted(export, keys.isEmpty() ? "none" : new TreeSet<>(keys), key));
        }
        return bucket.encryptedBy(key);
    }

    /// Deletes what the run's last attempt wrote, as far as that works; the rest is swept later.
    void deleteAttempt(Run run, ObjectStore bucket) {
        delete(run.attemptFolder(), bucket);
    }

    /// Deletes what the run's attempts wrote that no manifest names.
    ///
    /// @return whether all of it is gone
    boolean sweep(Run run, ObjectStore bucket, String committedAttempt) {
        try {
            for (ObjectStore.ObjectInfo object : bucket.list(run.folder(), OBJECTS_MAX)) {
                boolean isNamed =
                        object.key().equals(run.manifestKey())
                                || !committedAttempt.isEmpty()
                                        && object.key()
                                                .startsWith(run.folder() + committedAttempt + "/");
                if (!isNamed) {
                    bucket.delete(object.key());
                }
            }
            return true;
        } catch (TrawlException e) {
            return false;
        }
    }

    private static void delete(String folder, ObjectStore bucket) {
        try {
            for (ObjectStore.ObjectInfo object : bucket.list(folder, OBJECTS_MAX)) {
                bucket.delete(object.key());
            }
        } catch (TrawlException e) {
            // Nothing refers to it; the sweep tries again.
            return;
        }
    }
}

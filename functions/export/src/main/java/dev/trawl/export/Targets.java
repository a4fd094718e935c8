package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.util.Map;
import java.util.TreeSet;

/// The buckets that exports may be written to, which the deployment names. Whose data goes there is
/// for policy to decide.
final class Targets {
    private static final int OBJECTS_MAX = 100_000;

    private final Map<String, ObjectStore> buckets;

    Targets(Map<String, ObjectStore> buckets) {
        this.buckets = Map.copyOf(buckets);
    }

    /// @throws TrawlException NOT_SUPPORTED
    ObjectStore bucket(Run run) {
        return require(run.export(), run.spec());
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
        return bucket;
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

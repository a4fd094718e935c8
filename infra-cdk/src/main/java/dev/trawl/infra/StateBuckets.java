package dev.trawl.infra;

import dev.trawl.fleet.DeploymentConfig.Retention;
import dev.trawl.fleet.FleetConfig;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectLockRetention;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/// The buckets: state, audit, each source's own, and the log of who reached them. All are
/// encrypted, closed to the public, reached by TLS only, versioned and retained.
final class StateBuckets {

    private final Construct scope;
    private final FleetConfig config;
    private final Retention retention;
    private final Key stateKey;
    private final Key sourcesKey;
    private final Bucket logs;

    StateBuckets(Construct scope, Deployment deployment, Key stateKey, Key sourcesKey) {
        this.scope = scope;
        this.config = deployment.config();
        this.retention = config.deployment().retention();
        this.stateKey = stateKey;
        this.sourcesKey = sourcesKey;
        this.logs =
                safe("AccessLogs", "access-logs", null)
                        .lifecycleRules(List.of(expire("old", "", retention.auditDays())))
                        .build();
    }

    void addAll() {
        addState();
        addAudit();
        config.sources().stream()
                .filter(source -> BucketNames.isOwn(config, source))
                .forEach(source -> addData(source.name()));
    }

    private void addState() {
        logged(safe("State", "state", stateKey), "state")
                .lifecycleRules(
                        List.of(
                                expire("spill", "spill/", retention.spillDays()),
                                expire("results", "results/", retention.resultDays()),
                                expire("work", "work/", retention.resultDays()),
                                kept()))
                .build();
    }

    private void addAudit() {
        Duration locked = Duration.days(retention.auditDays());
        logged(safe("Audit", "audit", stateKey), "audit")
                .objectLockEnabled(true)
                .objectLockDefaultRetention(
                        retention.isCompliance()
                                ? ObjectLockRetention.compliance(locked)
                                : ObjectLockRetention.governance(locked))
                .lifecycleRules(
                        List.of(
                                LifecycleRule.builder()
                                        .id("old")
                                        .expiration(Duration.days(retention.auditDays() + 1))
                                        .noncurrentVersionExpiration(
                                                Duration.days(retention.auditDays() + 1))
                                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                                        .build()))
                .build();
    }

    /// Tells EventBridge of every object that comes and goes, by the bucket's own property, for
    /// which no further function is needed.
    private void addData(String source) {
        String what = source.replace('_', '-');
        Bucket bucket =
                logged(safe("Data-" + source, what, sourcesKey), what)
                        .lifecycleRules(List.of(kept()))
                        .build();
        CfnBucket cfn = (CfnBucket) Objects.requireNonNull(bucket.getNode().getDefaultChild());
        cfn.addPropertyOverride(
                "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", true);
    }

    private Bucket.Builder safe(String id, String what, @Nullable Key key) {
        Bucket.Builder bucket =
                Bucket.Builder.create(scope, id)
                        .bucketName(BucketNames.of(config, what))
                        .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                        .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                        .enforceSsl(true)
                        .minimumTlsVersion(1.2)
                        .versioned(true)
                        .removalPolicy(RemovalPolicy.RETAIN);
        return key == null
                ? bucket.encryption(BucketEncryption.S3_MANAGED)
                : bucket.encryption(BucketEncryption.KMS).encryptionKey(key).bucketKeyEnabled(true);
    }

    private Bucket.Builder logged(Bucket.Builder bucket, String prefix) {
        return bucket.serverAccessLogsBucket(logs).serverAccessLogsPrefix(prefix + "/");
    }

    private static LifecycleRule expire(String id, String prefix, int days) {
        return LifecycleRule.builder()
                .id(id)
                .prefix(prefix)
                .expiration(Duration.days(days))
                .noncurrentVersionExpiration(Duration.days(1))
                .build();
    }

    private LifecycleRule kept() {
        return LifecycleRule.builder()
                .id("noncurrent")
                .noncurrentVersionExpiration(Duration.days(retention.noncurrentDays()))
                .abortIncompleteMultipartUploadAfter(Duration.days(1))
                .expiredObjectDeleteMarker(true)
                .build();
    }
}

package dev.trawl.localstack.fleet;

import dev.trawl.localstack.aws.Aws;
import dev.trawl.source.kit.Deployed;
import dev.trawl.store.ItemTable;
import dev.trawl.store.SigningKey;
import dev.trawl.store.aws.DynamoItemTable;
import dev.trawl.store.aws.KmsSigningKey;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;

/// A source function of the deployed fleet, for who may use the fleet's signing key in KMS.
record DeployedSource(AirlineFleet fleet, String source) implements Deployed {
    @Override
    public SigningKey root() {
        return new KmsSigningKey(aws().kms(), fleet.variable("policy", "TRAWL_SIGNING_KEY_ID"));
    }

    @Override
    public String bucket() {
        return variable("TRAWL_STATE_BUCKET");
    }

    @Override
    public void put(String key, byte[] content) {
        String bucket = bucket();
        aws().s3().putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    @Override
    public byte[] load(String key) {
        String bucket = bucket();
        return aws().s3().getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
    }

    @Override
    public String invoke(String message) {
        return aws().lambda()
                .invoke(b ->
                        b.functionName(fleet.config().deployedName("source-" + source))
                                .qualifier("live")
                                .payload(SdkBytes.fromUtf8String(message)))
                .payload()
                .asUtf8String();
    }

    @Override
    public int fragmentsRecorded() {
        String bucket = variable("TRAWL_AUDIT_BUCKET");
        return Math.toIntExact(
                aws()
                        .s3()
                        .listObjectsV2Paginator(b -> b.bucket(bucket).prefix("audit/log/"))
                        .contents()
                        .stream()
                        .filter(object -> object.key().contains("/source-"))
                        .count());
    }

    @Override
    public void cancel(String queryId) {
        new DynamoItemTable(aws().dynamo(), variable("TRAWL_STATE_TABLE"))
                .put(new ItemTable.Key("query#" + queryId, "cancel"), ItemTable.ABSENT, "{}", null);
    }

    private Aws aws() {
        return fleet.aws();
    }

    private String variable(String name) {
        return fleet.variable("source-" + source, name);
    }
}

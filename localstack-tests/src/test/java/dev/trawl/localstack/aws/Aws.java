package dev.trawl.localstack.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The services of the place where the tests run, as its administrator. Clients live as long as the
/// tests. Thread-safe.
public final class Aws {
    /// The region of everything.
    public static final String REGION = "eu-central-1";

    /// The account that emulators have.
    public static final String EMULATED_ACCOUNT = "000000000000";

    private final @Nullable URI endpoint;
    private final SdkHttpClient http =
            UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(5))
                    .socketTimeout(Duration.ofMinutes(2))
                    .build();
    private final S3Client s3;
    private final S3Presigner presigner;
    private final DynamoDbClient dynamo;
    private final KmsClient kms;
    private final SecretsManagerClient secrets;
    private final SqsClient sqs;
    private final SnsClient sns;
    private final EventBridgeClient events;
    private final LambdaClient lambda;

    /// The services behind one address, or AWS itself where there is none.
    Aws(@Nullable URI endpoint) {
        this.endpoint = endpoint;
        this.s3 = client(S3Client.builder().forcePathStyle(endpoint != null));
        this.presigner =
                presigned(
                        S3Presigner.builder()
                                .serviceConfiguration(
                                        S3Configuration.builder()
                                                .pathStyleAccessEnabled(endpoint != null)
                                                .build()));
        this.dynamo = client(DynamoDbClient.builder());
        this.kms = client(KmsClient.builder());
        this.secrets = client(SecretsManagerClient.builder());
        this.sqs = client(SqsClient.builder());
        this.sns = client(SnsClient.builder());
        this.events = client(EventBridgeClient.builder());
        this.lambda =
                client(
                        LambdaClient.builder()
                                .overrideConfiguration(
                                        o -> o.retryStrategy(r -> r.maxAttempts(1))));
    }

    /// Where all services answer; absent for AWS itself.
    public @Nullable URI endpoint() {
        return endpoint;
    }

    /// Buckets.
    public S3Client s3() {
        return s3;
    }

    /// Addresses of objects for whoever has them.
    public S3Presigner presigner() {
        return presigner;
    }

    /// A bucket in the region.
    public void createBucket(String bucket) {
        s3.createBucket(b ->
                b.bucket(bucket)
                        .createBucketConfiguration(c ->
                                c.locationConstraint(BucketLocationConstraint.fromValue(REGION))));
    }

    /// Removes a bucket with all that is in it.
    public void deleteBucket(String bucket) {
        s3.listObjectsV2Paginator(b -> b.bucket(bucket))
                .contents()
                .forEach(object -> s3.deleteObject(b -> b.bucket(bucket).key(object.key())));
        s3.deleteBucket(b -> b.bucket(bucket));
    }

    /// Tables.
    public DynamoDbClient dynamo() {
        return dynamo;
    }

    /// Keys.
    public KmsClient kms() {
        return kms;
    }

    /// Secrets.
    public SecretsManagerClient secrets() {
        return secrets;
    }

    /// Queues.
    public SqsClient sqs() {
        return sqs;
    }

    /// Topics.
    public SnsClient sns() {
        return sns;
    }

    /// Buses of events, and their rules.
    public EventBridgeClient events() {
        return events;
    }

    /// Functions; a call that fails is not tried again.
    public LambdaClient lambda() {
        return lambda;
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        builder.httpClient(http).region(Region.of(REGION)).credentialsProvider(credentials());
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    private S3Presigner presigned(S3Presigner.Builder builder) {
        builder.region(Region.of(REGION)).credentialsProvider(credentials());
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    private AwsCredentialsProvider credentials() {
        return endpoint == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    }
}

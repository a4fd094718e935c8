package dev.trawl.store.aws;

import dev.trawl.store.Functions;
import dev.trawl.store.ItemTable;
import dev.trawl.store.Notices;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.PublicKeys;
import dev.trawl.store.Schedules;
import dev.trawl.store.Secrets;
import dev.trawl.store.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sns.SnsClient;

/// Makes the ports of one function from the region, credentials and endpoints that the AWS SDK
/// finds in the environment. Clients are made when they are first asked for and live as long as the
/// function. Thread-safe.
public final class AwsStores {
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LONGEST_CALL = Duration.ofMinutes(15);

    private final SdkHttpClient http =
            UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(3))
                    .socketTimeout(SOCKET_TIMEOUT)
                    .build();
    private final PathStyle pathStyle;
    private final CallTimes times;

    /// How S3 objects are addressed.
    public enum PathStyle {
        /// `https://bucket.host/key`, as AWS wants it.
        VIRTUAL_HOST,
        /// `https://host/bucket/key`, for stores on one address.
        PATH
    }

    public AwsStores(PathStyle pathStyle) {
        this(pathStyle, (_, _) -> {});
    }

    /// @param calls told of each call when it has ended, and how long it took: its service and
    ///   operation, such as `S3.GetObject`. Not of functions, which tell themselves
    public AwsStores(PathStyle pathStyle, BiConsumer<String, Duration> calls) {
        this.pathStyle = pathStyle;
        this.times = new CallTimes(calls);
    }

    public ObjectStore objects(String bucket) {
        return new S3ObjectStore(s3(), presigner(), bucket);
    }

    public ItemTable items(String table) {
        return new DynamoItemTable(
                DynamoDbClient.builder()
                        .httpClient(http)
                        .overrideConfiguration(o ->
                                o.retryStrategy(RetryMode.STANDARD).addExecutionInterceptor(times))
                        .build(),
                table);
    }

    public Functions functions(String fleet) {
        SdkHttpClient patient =
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(3))
                        .socketTimeout(LONGEST_CALL)
                        .build();
        return new LambdaFunctions(
                LambdaClient.builder()
                        .httpClient(patient)
                        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                        .build(),
                fleet);
    }

    public Secrets secrets() {
        return new SecretsManagerSecrets(
                SecretsManagerClient.builder()
                        .httpClient(http)
                        .overrideConfiguration(o -> o.addExecutionInterceptor(times))
                        .build(),
                Clock.systemUTC());
    }

    public SigningKey signingKey(String id) {
        return new KmsSigningKey(kms(), id);
    }

    public PublicKeys publicKeys() {
        return new KmsPublicKeys(kms());
    }

    /// The group must be there.
    public Schedules schedules(SchedulerSchedules.Place place) {
        return new SchedulerSchedules(
                SchedulerClient.builder()
                        .httpClient(http)
                        .overrideConfiguration(o -> o.addExecutionInterceptor(times))
                        .build(),
                place);
    }

    public Notices notices() {
        return new AwsNotices(
                SnsClient.builder()
                        .httpClient(http)
                        .overrideConfiguration(o -> o.addExecutionInterceptor(times))
                        .build(),
                EventBridgeClient.builder()
                        .httpClient(http)
                        .overrideConfiguration(o -> o.addExecutionInterceptor(times))
                        .build());
    }

    private KmsClient kms() {
        return KmsClient.builder()
                .httpClient(http)
                .overrideConfiguration(o -> o.addExecutionInterceptor(times))
                .build();
    }

    private S3Client s3() {
        return S3Client.builder()
                .httpClient(http)
                .overrideConfiguration(o -> o.addExecutionInterceptor(times))
                .forcePathStyle(pathStyle == PathStyle.PATH)
                .build();
    }

    private S3Presigner presigner() {
        return S3Presigner.builder()
                .serviceConfiguration(
                        S3Configuration.builder()
                                .pathStyleAccessEnabled(pathStyle == PathStyle.PATH)
                                .build())
                .build();
    }
}

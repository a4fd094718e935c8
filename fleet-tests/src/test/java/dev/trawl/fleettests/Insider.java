package dev.trawl.fleettests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// Whoever broke into a function: its variables, credentials and endpoints, and nothing else. The
/// test that makes it closes it.
final class Insider implements AutoCloseable {
    private final Map<String, String> variables;
    private final AwsCredentialsProvider credentials;
    final LambdaClient lambda;
    final DynamoDbClient dynamo;
    final KmsClient kms;
    final SecretsManagerClient secrets;
    final Buckets buckets;

    private Insider(Map<String, String> variables) {
        this.variables = variables;
        this.credentials =
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(
                                variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")));
        this.lambda = client(LambdaClient.builder(), "LAMBDA");
        this.dynamo = client(DynamoDbClient.builder(), "DYNAMODB");
        this.kms = client(KmsClient.builder(), "KMS");
        this.secrets = client(SecretsManagerClient.builder(), "SECRETS_MANAGER");
        this.buckets =
                new Buckets(
                        variable("AWS_ENDPOINT_URL_S3"),
                        variable("AWS_ACCESS_KEY_ID"),
                        variable("AWS_SECRET_ACCESS_KEY"));
    }

    /// Inside a function that has an environment.
    static Insider of(FleetUnderTest fleet, String function) {
        long pid = fleet.fleet().environments(function).getFirst().pid();
        Map<String, String> variables = new HashMap<>();
        for (String entry : environment(pid).split("\0", -1)) {
            String[] parts = entry.split("=", 2);
            if (parts.length == 2) {
                variables.put(parts[0], parts[1]);
            }
        }
        return new Insider(variables);
    }

    Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    String variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    /// A function's answer to a message, or how it ended.
    String invoke(String function, String message) {
        InvokeResponse answer =
                lambda.invoke(r ->
                        r.functionName("fleettests-" + function)
                                .payload(SdkBytes.fromUtf8String(message)));
        return answer.payload().asUtf8String();
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            B builder, String service) {
        return builder.endpointOverride(URI.create(variable("AWS_ENDPOINT_URL_" + service)))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(credentials)
                .overrideConfiguration(o -> o.retryStrategy(RetryMode.STANDARD))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static String environment(long pid) {
        try {
            return Files.readString(
                    Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lambda.close();
        dynamo.close();
        kms.close();
        secrets.close();
        buckets.close();
    }
}

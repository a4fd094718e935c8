package dev.trawl.store.aws;

import dev.trawl.store.Functions;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Ports whose calls go through the AWS SDK's clients and end before the network: every write
/// succeeds, nothing is found, functions are answered by the caller. For work over a fixture before
/// the first request, so that the clients' code is loaded and compiled by then. There is no
/// connection, and the key that requests are signed with is nobody's. Thread-safe.
public final class UnconnectedStores {
    private static final String NAME = "priming";
    private static final Region REGION = Region.EU_CENTRAL_1;
    private static final StaticCredentialsProvider NOBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(NAME, NAME));

    private final SdkHttpClient http;

    public UnconnectedStores() {
        this(
                new Functions() {
                    @Override
                    public String call(String function, String request, Duration timeout) {
                        return "{}";
                    }

                    @Override
                    public void send(String function, String request) {}
                });
    }

    /// @param answering gives the answers of functions, by their logical names
    public UnconnectedStores(Functions answering) {
        this.http = new Nowhere(answering);
    }

    public ObjectStore objects() {
        return new S3ObjectStore(
                S3Client.builder()
                        .httpClient(http)
                        .region(REGION)
                        .credentialsProvider(NOBODY)
                        .build(),
                S3Presigner.builder().region(REGION).credentialsProvider(NOBODY).build(),
                NAME);
    }

    public ItemTable items() {
        return new DynamoItemTable(
                DynamoDbClient.builder()
                        .httpClient(http)
                        .region(REGION)
                        .credentialsProvider(NOBODY)
                        .build(),
                NAME);
    }

    public Functions functions() {
        return new LambdaFunctions(
                LambdaClient.builder()
                        .httpClient(http)
                        .region(REGION)
                        .credentialsProvider(NOBODY)
                        .build(),
                NAME);
    }

    /// What stands where the network would be.
    private record Nowhere(Functions answering) implements SdkHttpClient {
        private static final String INVOCATIONS = "/invocations";
        private static final byte[] NO_KEY =
                "<Error><Code>NoSuchKey</Code></Error>".getBytes(StandardCharsets.UTF_8);
        private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    return answer(request);
                }

                @Override
                public void abort() {}
            };
        }

        private HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
            byte[] body = body(request.contentStreamProvider());
            SdkHttpRequest asked = request.httpRequest();
            String path = asked.encodedPath();
            if (path.endsWith(INVOCATIONS)) {
                String answer =
                        answering.call(
                                function(path),
                                new String(body, StandardCharsets.UTF_8),
                                Duration.ofMinutes(1));
                return response(200, answer.getBytes(StandardCharsets.UTF_8));
            }
            return switch (asked.method()) {
                case GET -> response(404, NO_KEY);
                case PUT -> response(200, new byte[0]);
                default -> response(200, EMPTY);
            };
        }

        private static byte[] body(Optional<ContentStreamProvider> content) throws IOException {
            if (content.isEmpty()) {
                return new byte[0];
            }
            try (InputStream in = content.get().newStream()) {
                return in.readAllBytes();
            }
        }

        /// `<fleet>-<function>:live` before the last part of the path.
        private static String function(String path) {
            String start = path.substring(0, path.length() - INVOCATIONS.length());
            String name =
                    URLDecoder.decode(
                            start.substring(start.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
            return name.substring(NAME.length() + 1).replace(":live", "");
        }

        private static HttpExecuteResponse response(int status, byte[] body) {
            return HttpExecuteResponse.builder()
                    .response(
                            SdkHttpResponse.builder()
                                    .statusCode(status)
                                    .putHeader("Content-Length", Integer.toString(body.length))
                                    .build())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                    .build();
        }

        @Override
        public void close() {}
    }
}

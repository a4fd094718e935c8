package dev.trawl.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.fixture.TestFleet;
import dev.trawl.local.lambda.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/// A whole fleet, seen with the SDK as its functions see it and over HTTP as a client does.
@Timeout(120)
final class LocalFleetIT {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir static Path folder;

    private static LocalFleet fleet;

    @BeforeAll
    static void start() throws IOException {
        fleet = TestFleet.start(folder);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void functionsGetTheVariablesOfTheContract() throws IOException {
        assertThat(variable("query", "TRAWL_ROLE")).isEqualTo("query");
        assertThat(variable("executor", "TRAWL_ROLE")).isEqualTo("executor");
        assertThat(variable("query", "TRAWL_STATE_TABLE")).isEqualTo("test-state");
        assertThat(variable("query", "TRAWL_TRUSTED_ROOTS")).isEqualTo("null");
        assertThat(variable("policy", "TRAWL_ADMINISTRATORS"))
                .isEqualTo("https://login.test|grace");
        assertThat(variable("source-bookings", "TRAWL_FETCH_SIZE")).isEqualTo("1000");
        assertThat(variable("source-bookings", "TRAWL_SECRET_ID"))
                .isEqualTo("test/source/bookings");
        assertThat(variable("source-bookings", "TRAWL_PSEUDONYM_SECRETS"))
                .isEqualTo("{\"customer\":\"test/pseudonym/customer\"}");
        assertThat(variable("source-files", "TRAWL_DATA_BUCKET")).isEqualTo("test-files");
        JsonNode issuers = MAPPER.readTree(variable("policy", "TRAWL_ISSUERS"));
        assertThat(issuers.get(0).path("jwksUri").asText()).startsWith("http://127.0.0.1:");
        assertThat(issuers.get(1).path("algorithms").get(0).asText()).isEqualTo("RS256");
    }

    @Test
    void aFunctionInvokesWhatItsRoleAllowsAndNothingElse() {
        try (LambdaClient lambda = client(LambdaClient.builder(), "query", "LAMBDA")) {
            InvokeResponse answer =
                    lambda.invoke(call ->
                            call.functionName("test-source-files:live")
                                    .payload(SdkBytes.fromUtf8String("\"name\"")));
            assertThat(answer.payload().asUtf8String()).isEqualTo("\"test-source-files\"");
            assertThat(
                            lambda.invoke(call ->
                                            call.functionName("test-executor")
                                                    .invocationType(InvocationType.EVENT)
                                                    .payload(SdkBytes.fromUtf8String("\"name\"")))
                                    .statusCode())
                    .isEqualTo(202);
            assertThat(
                            lambda.invoke(call ->
                                            call.functionName("test-policy")
                                                    .invocationType(InvocationType.DRY_RUN))
                                    .statusCode())
                    .isEqualTo(204);
            assertThat(
                            lambda.invoke(call ->
                                            call.functionName("test-policy")
                                                    .payload(SdkBytes.fromUtf8String("\"fail x\"")))
                                    .functionError())
                    .isEqualTo("Unhandled");
            assertThatThrownBy(() -> lambda.invoke(call -> call.functionName("test-export")))
                    .isInstanceOfSatisfying(
                            LambdaException.class, e -> assertThat(e.statusCode()).isEqualTo(403))
                    .hasMessageContaining("not authorized to perform lambda:InvokeFunction");
            assertThatThrownBy(() ->
                            lambda.invoke(call ->
                                    call.functionName("test-policy")
                                            .payload(
                                                    SdkBytes.fromByteArray(
                                                            new byte[6 * 1024 * 1024 + 1]))))
                    .isInstanceOf(RequestTooLargeException.class);
        }
    }

    @Test
    void onlyJobsComeInByTheMachineAliasOfPolicy() {
        for (String function : List.of("scan-metadata", "export")) {
            try (LambdaClient lambda = client(LambdaClient.builder(), function, "LAMBDA")) {
                assertThat(arnOfPolicy(lambda)).endsWith(":function:test-policy:machine\"");
            }
        }
        for (String function : List.of("query", "executor", "source-files")) {
            try (LambdaClient lambda = client(LambdaClient.builder(), function, "LAMBDA")) {
                assertThatThrownBy(() -> arnOfPolicy(lambda))
                        .isInstanceOfSatisfying(
                                LambdaException.class,
                                e -> assertThat(e.statusCode()).isEqualTo(403));
            }
        }
    }

    private static String arnOfPolicy(LambdaClient lambda) {
        return lambda.invoke(call ->
                        call.functionName("test-policy:machine")
                                .payload(SdkBytes.fromUtf8String("\"arn\"")))
                .payload()
                .asUtf8String();
    }

    @Test
    void aThrottledCallIsTooManyRequests() {
        try (LambdaClient lambda =
                client(
                        LambdaClient.builder()
                                .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1))),
                        "executor",
                        "LAMBDA")) {
            fleet.failAt("policy", 1, new Fault.Throttled());

            assertThatThrownBy(() -> lambda.invoke(call -> call.functionName("test-policy")))
                    .isInstanceOf(TooManyRequestsException.class);
        }
    }

    @Test
    void aWrongSecretKeyIsRefused() {
        AwsBasicCredentials wrong =
                AwsBasicCredentials.create(variable("policy", "AWS_ACCESS_KEY_ID"), "wrong");
        try (SecretsManagerClient secrets =
                client(
                        SecretsManagerClient.builder(),
                        variable("policy", "AWS_ENDPOINT_URL_KMS"),
                        wrong)) {
            assertThatThrownBy(() -> secrets.getSecretValue(get -> get.secretId("x")))
                    .isInstanceOf(SecretsManagerException.class)
                    .hasMessageContaining("signature");
        }
    }

    @Test
    void aSourceReadsItsOwnSecretsOnly() throws IOException {
        try (SecretsManagerClient secrets =
                client(SecretsManagerClient.builder(), "source-bookings", "SECRETS_MANAGER")) {
            String key =
                    secrets.getSecretValue(get -> get.secretId("test/pseudonym/customer"))
                            .secretString();
            assertThat(java.util.Base64.getDecoder().decode(key)).hasSize(32);
            JsonNode secret =
                    MAPPER.readTree(
                            secrets.getSecretValue(get -> get.secretId("test/source/bookings"))
                                    .secretString());
            assertThat(secret.path("user").asText()).isEqualTo("bookings");
        }
        for (String other : List.of("query", "policy", "source-files")) {
            try (SecretsManagerClient secrets =
                    client(SecretsManagerClient.builder(), other, "SECRETS_MANAGER")) {
                assertThatThrownBy(() ->
                                secrets.getSecretValue(get -> get.secretId("test/source/bookings")))
                        .isInstanceOf(SecretsManagerException.class)
                        .hasMessageContaining("not authorized");
            }
        }
    }

    @Test
    void policyAloneSigns() throws Exception {
        byte[] message = "grant".getBytes(UTF_8);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(message);
        String keyId = variable("policy", "TRAWL_SIGNING_KEY_ID");
        try (KmsClient kms = client(KmsClient.builder(), "policy", "KMS")) {
            PublicKey publicKey =
                    KeyFactory.getInstance("EC")
                            .generatePublic(
                                    new X509EncodedKeySpec(
                                            kms.getPublicKey(get -> get.keyId(keyId))
                                                    .publicKey()
                                                    .asByteArray()));
            assertThat(verifies(publicKey, message, sign(kms, keyId, MessageType.DIGEST, digest)))
                    .isTrue();
            assertThat(verifies(publicKey, message, sign(kms, keyId, MessageType.RAW, message)))
                    .isTrue();
            JWKSet roots = JWKSet.parse(variable("source-files", "TRAWL_TRUSTED_ROOTS"));
            assertThat(roots.getKeys().getFirst().toECKey().toECPublicKey()).isEqualTo(publicKey);
            assertThat(roots.getKeys().getFirst().isPrivate()).isFalse();
        }
        try (KmsClient kms = client(KmsClient.builder(), "query", "KMS")) {
            assertThatThrownBy(() -> sign(kms, keyId, MessageType.RAW, message))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("not authorized to perform kms:Sign");
        }
    }

    @Test
    void presignedUrlsWorkAndForeignBucketsDoNot() throws Exception {
        try (S3Client s3 = s3("query");
                S3Presigner presigner =
                        S3Presigner.builder()
                                .region(Region.EU_CENTRAL_1)
                                .endpointOverride(
                                        URI.create(variable("query", "AWS_ENDPOINT_URL_S3")))
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(credentials("query")))
                                .serviceConfiguration(
                                        S3Configuration.builder()
                                                .pathStyleAccessEnabled(true)
                                                .build())
                                .build()) {
            s3.putObject(
                    put -> put.bucket("test-state").key("results/1"),
                    RequestBody.fromString("rows"));
            URI url =
                    presigner
                            .presignGetObject(p ->
                                    p.signatureDuration(Duration.ofMinutes(5))
                                            .getObjectRequest(get ->
                                                    get.bucket("test-state").key("results/1")))
                            .url()
                            .toURI();
            assertThat(send(HttpRequest.newBuilder(url)).body()).isEqualTo("rows");
            URI forged = URI.create(url.toString().replace("results/1", "results/2"));
            assertThat(send(HttpRequest.newBuilder(forged)).statusCode()).isEqualTo(403);
            assertThatThrownBy(() ->
                            s3.getObjectAsBytes(get -> get.bucket("test-files").key("raw.csv")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
        try (S3Client s3 = s3("source-files")) {
            s3.putObject(
                    put -> put.bucket("test-files").key("raw.csv"), RequestBody.fromString("a"));
            assertThat(
                            s3.getObjectAsBytes(get -> get.bucket("test-files").key("raw.csv"))
                                    .asUtf8String())
                    .isEqualTo("a");
        }
        try (S3Client s3 = s3("query")) {
            assertThatThrownBy(() ->
                            s3.copyObject(copy ->
                                    copy.sourceBucket("test-files")
                                            .sourceKey("raw.csv")
                                            .destinationBucket("test-state")
                                            .destinationKey("stolen")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void theStateTableHasItsKeysAndExpiry() {
        try (DynamoDbClient dynamo = client(DynamoDbClient.builder(), "query", "DYNAMODB")) {
            dynamo.putItem(put ->
                    put.tableName("test-state")
                            .item(
                                    Map.of(
                                            "pk", AttributeValue.fromS("a"),
                                            "sk", AttributeValue.fromS("b"))));
            assertThat(
                            dynamo.describeTimeToLive(d -> d.tableName("test-state"))
                                    .timeToLiveDescription()
                                    .attributeName())
                    .isEqualTo("expires");
        }
    }

    @Test
    void theDatabasesRoleReadsItsDatabaseAndCannotWrite() throws Exception {
        String url = fleet.postgres().orElseThrow().url("bookings");
        try (Connection owner =
                        DriverManager.getConnection(
                                url, "trawl", fleet.postgres().orElseThrow().password());
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE flight (id int PRIMARY KEY)");
            statement.execute("INSERT INTO flight VALUES (7)");
        }
        JsonNode secret;
        try (SecretsManagerClient secrets =
                client(SecretsManagerClient.builder(), "source-bookings", "SECRETS_MANAGER")) {
            secret =
                    MAPPER.readTree(
                            secrets.getSecretValue(get -> get.secretId("test/source/bookings"))
                                    .secretString());
        }
        try (Connection reader =
                        DriverManager.getConnection(
                                secret.path("url").asText(),
                                secret.path("user").asText(),
                                secret.path("password").asText());
                Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM flight")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(7);
            assertThatThrownBy(
                            () -> {
                                try (Statement writing = reader.createStatement()) {
                                    writing.execute("DELETE FROM flight");
                                }
                            })
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void tokensOfDeclaredPrincipalsVerifyAgainstTheServedKeys() throws Exception {
        SignedJWT token = SignedJWT.parse(fleet.token("ana"));
        JsonNode issuers = MAPPER.readTree(variable("policy", "TRAWL_ISSUERS"));
        String keys =
                send(HttpRequest.newBuilder(URI.create(issuers.get(0).path("jwksUri").asText())))
                        .body();

        JWTClaimsSet claims = token.getJWTClaimsSet();

        assertThat(
                        token.verify(
                                new ECDSAVerifier(
                                        JWKSet.parse(keys)
                                                .getKeyByKeyId(token.getHeader().getKeyID())
                                                .toECKey())))
                .isTrue();
        assertThat(keys).doesNotContain("\"d\"");
        assertThat(claims.getIssuer()).isEqualTo("https://login.test");
        assertThat(claims.getSubject()).isEqualTo("ana");
        assertThat(claims.getAudience()).containsExactly("trawl");
        assertThat(claims.getStringListClaim("groups")).containsExactly("analysts");
        assertThat(claims.getStringListClaim("purposes")).containsExactly("reporting");
        assertThat(claims.getStringClaim("email")).isEqualTo("ana@example.org");
        assertThat(claims.getStringClaim("region")).isEqualTo("EU");
        assertThatThrownBy(() -> fleet.token("bob")).hasMessageContaining("declares ana");
    }

    @Test
    void theFrontAsksForATokenExceptWhereAnybodyMayCall() throws Exception {
        assertThat(get("/v1/health").statusCode()).isEqualTo(200);
        assertThat(get("/v1/queries/1").statusCode()).isEqualTo(401);
        assertThat(send(request("/v1/queries/1").header("Authorization", "Bearer x")).statusCode())
                .isEqualTo(401);
        assertThat(get("/v1/nowhere").statusCode()).isEqualTo(404);
        HttpResponse<String> answer =
                send(
                        request("/v1/queries/1")
                                .header("Authorization", "Bearer " + fleet.token("ana")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.headers().firstValue("x-env")).isPresent();
    }

    @Test
    void theFrontHasTheGatewaysLimits() throws Exception {
        assertThat(send(request("/v1/health").header("x-long", "y".repeat(10_300))).statusCode())
                .isEqualTo(431);
        HttpRequest.Builder big =
                request("/v1/query")
                        .header("Authorization", "Bearer " + fleet.token("ana"))
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[7 * 1024 * 1024]));
        assertThat(send(big).statusCode()).isEqualTo(413);
    }

    @Test
    void browsersMayCallFromTheDeclaredOriginsOnly() throws Exception {
        HttpRequest.Builder preflight =
                request("/v1/query")
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", "http://localhost:3000");
        HttpResponse<String> answer = send(preflight);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("access-control-allow-origin"))
                .hasValue("http://localhost:3000");
        assertThat(
                        answer.headers()
                                .firstValue("access-control-allow-headers")
                                .orElseThrow()
                                .split(","))
                .contains("authorization", "idempotency-key", "traceparent", "x-trawl-purpose");
        assertThat(
                        send(request("/v1/health").header("Origin", "http://evil.test"))
                                .headers()
                                .firstValue("access-control-allow-origin"))
                .isEmpty();
    }

    @Test
    void theAdministratorLoadsDataPastAllRoles() throws Exception {
        try (FleetAdministrator administrator = new FleetAdministrator(fleet.state());
                S3Client s3 = s3("source-files");
                Connection connection = administrator.connect("bookings")) {
            byte[] content = {0, 1, (byte) 0xff};
            administrator.putObject("test-files", "flights/month=2001-01/a b+c.bin", content);

            assertThat(
                            s3.getObjectAsBytes(get ->
                                            get.bucket("test-files")
                                                    .key("flights/month=2001-01/a b+c.bin"))
                                    .asByteArray())
                    .isEqualTo(content);
            assertThat(connection.getCatalog()).isEqualTo("bookings");
        }
    }

    @Test
    void aMissingZipNamesTheBuildCommandAndStartsNothing() throws IOException {
        Path state = folder.resolve("other");
        FleetOptions options = FleetOptions.built().withCode(FunctionCode.built(folder));

        assertThatThrownBy(() -> LocalFleet.start(TestFleet.config(folder), state, options))
                .isInstanceOf(FleetException.class)
                .hasMessage(
                        folder.resolve("functions/query/target/function.zip")
                                + " is missing: run ./trawl build.");
        assertThat(state).doesNotExist();
    }

    @Test
    void aMissingSecretIsNamedAndNothingStays() throws IOException {
        Path file = folder.resolve("external.yaml");
        Files.writeString(
                file,
                """
                fleet: external
                issuers: [{issuer: a, jwksUri: "http://127.0.0.1:1/", audiences: [a]}]
                sources: [{name: far, kind: jdbc, secret: far-away}]
                """);
        Path state = folder.resolve("external");
        FleetConfig config = FleetConfig.read(file);
        FleetOptions options = TestFleet.options(folder);

        assertThatThrownBy(() -> LocalFleet.start(config, state, options))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("Source far reads the secret 'far-away', which is not in ");
        assertThat(Files.readString(state.resolve("processes"))).isEmpty();
        assertThat(state.resolve("fleet.json")).doesNotExist();
    }

    @Test
    void aSecondFleetOnTheSameStateIsRefused() throws IOException {
        assertThatThrownBy(() -> TestFleet.start(folder))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("Another fleet runs on");
    }

    private static String variable(String function, String name) {
        return TestFleet.variable(fleet, function, name);
    }

    private static byte[] sign(KmsClient kms, String keyId, MessageType type, byte[] message) {
        return kms.sign(s ->
                        s.keyId(keyId)
                                .message(SdkBytes.fromByteArray(message))
                                .messageType(type)
                                .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
                .signature()
                .asByteArray();
    }

    private static boolean verifies(PublicKey key, byte[] message, byte[] signature)
            throws Exception {
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
    }

    private static S3Client s3(String function) {
        return client(S3Client.builder().forcePathStyle(true), function, "S3");
    }

    private static AwsBasicCredentials credentials(String function) {
        return AwsBasicCredentials.create(
                variable(function, "AWS_ACCESS_KEY_ID"),
                variable(function, "AWS_SECRET_ACCESS_KEY"));
    }

    private static <C, B extends AwsClientBuilder<B, C>> C client(
            B builder, String function, String service) {
        return client(
                builder, variable(function, "AWS_ENDPOINT_URL_" + service), credentials(function));
    }

    private static <C, B extends AwsClientBuilder<B, C>> C client(
            B builder, String endpoint, AwsBasicCredentials credentials) {
        builder.region(Region.EU_CENTRAL_1)
                .endpointOverride(URI.create(endpoint))
                .credentialsProvider(StaticCredentialsProvider.create(credentials));
        return builder.build();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(fleet.endpoint() + path));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}

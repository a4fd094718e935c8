package dev.trawl.store.aws;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/// S3Proxy in a temporary folder and DynamoDB Local in memory, on loopback ports, one each for the
/// JVM, found by the SDK as it finds endpoints and credentials in a function's environment. They
/// end with the JVM.
final class LocalAws {
    static final String BUCKET = "kit";
    static final String TABLE = "kit";

    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "aws.region", "eu-central-1",
                    "aws.accessKeyId", "local",
                    "aws.secretAccessKey", "local-secret");

    private LocalAws() {}

    static AwsStores stores() {
        return Started.STORES;
    }

    private static final class Started {
        static final AwsStores STORES = start();

        private static AwsStores start() {
            ENVIRONMENT.forEach(System::setProperty);
            try {
                System.setProperty("aws.endpointUrlS3", s3());
                System.setProperty("aws.endpointUrlDynamoDb", dynamo());
            } catch (Exception e) {
                throw new IllegalStateException("the local stores do not start", e);
            }
            try (S3Client client = S3Client.builder().forcePathStyle(true).build()) {
                client.createBucket(b -> b.bucket(BUCKET));
            }
            createTable();
            return new AwsStores(AwsStores.PathStyle.PATH);
        }
    }

    private static String s3() throws Exception {
        Properties store = new Properties();
        store.setProperty(
                "jclouds.filesystem.basedir",
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "buckets")
                        .toString());
        S3Proxy proxy =
                S3Proxy.builder()
                        .blobStore(BlobStores.create("filesystem-nio2", store))
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V4, "local", "local-secret")
                        .ignoreUnknownHeaders(true)
                        .build();
        proxy.start();
        return "http://127.0.0.1:" + proxy.getPort();
    }

    private static String dynamo() throws Exception {
        int port = freePort();
        DynamoDBProxyServer dynamo =
                ServerRunner.createServerFromCommandLineArgs(
                        new String[] {
                            "-inMemory",
                            "-sharedDb",
                            "-disableTelemetry",
                            "-port",
                            Integer.toString(port)
                        });
        bindToLoopback(dynamo);
        dynamo.start();
        return "http://127.0.0.1:" + port;
    }

    /// The server has no setting for its address: it would listen on all of them.
    private static void bindToLoopback(DynamoDBProxyServer dynamo)
            throws ReflectiveOperationException {
        Field field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        Server jetty = (Server) field.get(dynamo);
        jetty.addEventListener(
                new LifeCycle.Listener() {
                    @Override
                    public void lifeCycleStarting(LifeCycle event) {
                        for (Connector connector : jetty.getConnectors()) {
                            ((ServerConnector) connector).setHost("127.0.0.1");
                        }
                    }
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void createTable() {
        try (DynamoDbClient client = DynamoDbClient.create()) {
            client.createTable(b ->
                    b.tableName(TABLE)
                            .billingMode(BillingMode.PAY_PER_REQUEST)
                            .attributeDefinitions(List.of(attribute("pk"), attribute("sk")))
                            .keySchema(List.of(key("pk", KeyType.HASH), key("sk", KeyType.RANGE))));
        }
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}

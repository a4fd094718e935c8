package dev.trawl.localstack.fleet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.cli.DemoData;
import dev.trawl.cli.Documents;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.front.Front;
import dev.trawl.local.front.FrontSettings;
import dev.trawl.local.front.TokenAuthorizer;
import dev.trawl.localstack.aws.Aws;
import dev.trawl.source.kit.Deployed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.core.sync.RequestBody;

/// The airline example deployed by the CDK app, with its data and its policies, behind the local
/// front. Whoever starts it closes it.
public final class AirlineFleet implements AutoCloseable {
    /// A source of files beside the example's, which no resource declares.
    public static final String FILES = "files";

    /// What these tests declare beside the example.
    public static final Path RESOURCES =
            Surroundings.HOME.resolve("localstack-tests/src/test/resources/resources");

    /// The object that an export waits for.
    private static final String AWAITED = "awaited/2001.csv";

    private final Aws aws;
    private final Surroundings around;
    private final Subscribers subscribers;
    private final CdkDeployment deployment;
    private final Versions versions;
    private final Front front;

    private AirlineFleet(
            Aws aws, Surroundings around, Subscribers subscribers, CdkDeployment deployment) {
        this.aws = aws;
        this.around = around;
        this.subscribers = subscribers;
        this.deployment = deployment;
        FleetConfig config = around.config();
        this.versions = new Versions(aws.lambda(), config);
        this.front =
                new Front(
                        FrontSettings.of(
                                0,
                                config.http().corsOrigins(),
                                around.folder().resolve("access.log")),
                        new LambdaInvoker(aws.lambda()),
                        config::deployedName,
                        TokenAuthorizer.of(variable("query", "TRAWL_ISSUERS")));
    }

    /// Deploys it.
    static AirlineFleet start(Aws aws) {
        Subscribers subscribers = Subscribers.make(aws);
        Surroundings around = Surroundings.start(subscribers);
        try {
            CdkDeployment deployment = new CdkDeployment(aws, around);
            deployment.deploy();
            AirlineFleet fleet = new AirlineFleet(aws, around, subscribers, deployment);
            fleet.load();
            return fleet;
        } catch (RuntimeException e) {
            around.close();
            throw e;
        }
    }

    /// The services it runs on.
    public Aws aws() {
        return aws;
    }

    /// What declares it.
    public FleetConfig config() {
        return around.config();
    }

    /// Who is told how exports ended, and the key that exports may name.
    public Subscribers subscribers() {
        return subscribers;
    }

    /// How it was deployed.
    public CdkDeployment deployment() {
        return deployment;
    }

    /// A source's function, asked past the API by who has the fleet's signing key.
    public Deployed source(String name) {
        return new DeployedSource(this, name);
    }

    /// Its functions' versions.
    public Versions versions() {
        return versions;
    }

    /// A variable of a live function.
    public String variable(String function, String name) {
        return Objects.requireNonNull(versions.variables(function).get(name), name);
    }

    /// The API as a principal of the example.
    public Caller as(String principal) {
        return withToken(around.token(principal));
    }

    /// The API with any token.
    public Caller withToken(String token) {
        return new Caller(front.endpoint(), token);
    }

    /// The API without a token.
    public Caller asNobody() {
        return new Caller(front.endpoint(), null);
    }

    /// The question of the demo.
    public static String demoSql() {
        try {
            return Files.readString(Surroundings.EXAMPLE.resolve("delayed-travellers.sql")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The database behind the source `bookings`, past all policies.
    public Connection database() throws SQLException {
        return around.database();
    }

    @Override
    public void close() {
        front.close();
        around.close();
    }

    private void load() {
        String data = variable("source-flights", "TRAWL_DATA_BUCKET");
        try (Connection connection = around.database()) {
            new DemoData(Surroundings.EXAMPLE, line -> {})
                    .load(
                            (bucket, key, bytes) ->
                                    aws.s3()
                                            .putObject(
                                                    b -> b.bucket(data).key(key),
                                                    RequestBody.fromBytes(bytes)),
                            connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the example's data cannot be loaded", e);
        }
        apply(Surroundings.EXAMPLE.resolve("resources"));
        // What waits for an object waits a minute for more of them: it does so while others test.
        apply(RESOURCES.resolve("waiting.yaml"));
        aws.s3().putObject(b -> b.bucket(data).key(AWAITED), RequestBody.fromString("gate\nA1\n"));
    }

    /// Applies files of these tests, or of the example, as a steward.
    public void apply(Path documents) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        Documents.read(List.of(documents)).forEach(resources::add);
        Caller.Answer answer = as("stella").send("POST", "/v1/apply", body.toString());
        if (answer.status() != 200) {
            throw new IllegalStateException(documents + " is refused: " + answer);
        }
    }
}

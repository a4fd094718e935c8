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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/// The airline example deployed, with its data and its policies, behind the local front. Whoever
/// starts it closes it.
public final class AirlineFleet implements AutoCloseable {
    private final Aws aws;
    private final Surroundings around;
    private final Front front;

    private AirlineFleet(Aws aws, Surroundings around, Front front) {
        this.aws = aws;
        this.around = around;
        this.front = front;
    }

    /// Deploys it.
    static AirlineFleet start(Aws aws) {
        Surroundings around = Surroundings.start();
        try {
            new SdkDeployment(aws, around).deploy();
            FleetConfig config = around.config();
            Front front =
                    new Front(
                            FrontSettings.of(
                                    0,
                                    config.http().corsOrigins(),
                                    around.folder().resolve("access.log")),
                            new LambdaInvoker(aws.lambda()),
                            config::deployedName,
                            TokenAuthorizer.of(Issuers.json(config)));
            AirlineFleet fleet = new AirlineFleet(aws, around, front);
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
        try (Connection connection = around.database()) {
            new DemoData(Surroundings.EXAMPLE, line -> {})
                    .load(
                            (bucket, key, bytes) ->
                                    aws.s3()
                                            .putObject(
                                                    b -> b.bucket(bucket).key(key),
                                                    RequestBody.fromBytes(bytes)),
                            connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the example's data cannot be loaded", e);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        Documents.read(List.of(Surroundings.EXAMPLE.resolve("resources"))).forEach(resources::add);
        Caller.Answer answer = as("stella").send("POST", "/v1/apply", body.toString());
        if (answer.status() != 200) {
            throw new IllegalStateException("the example's resources are refused: " + answer);
        }
    }
}

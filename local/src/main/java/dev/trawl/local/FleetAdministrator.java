package dev.trawl.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trawl.local.aws.SecretsFile;
import dev.trawl.local.aws.SignedClient;
import dev.trawl.local.stores.PostgresServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

/// Loads data into the stores of a running local fleet, past all policies: for demonstrations and
/// tests. Whoever makes it closes it.
public final class FleetAdministrator implements AutoCloseable {

    private static final String ANY_REGION = "us-east-1";

    private final FleetFile fleet;
    private final Path state;
    private final SignedClient client;

    /// The administrator of the fleet that holds `state`.
    ///
    /// @throws FleetException if none runs there
    public FleetAdministrator(Path state) {
        this.state = state;
        this.fleet =
                FleetFile.find(state)
                        .filter(file -> file.running().isPresent())
                        .orElseThrow(() -> new FleetException("No fleet runs on " + state + "."));
        this.client = new SignedClient(fleet.administrator(), ANY_REGION, Clock.systemUTC());
    }

    /// Puts an object into a bucket of the fleet.
    public void putObject(String bucket, String key, byte[] content) {
        URI uri = URI.create(fleet.s3Endpoint() + SignedClient.objectPath(bucket, key));
        HttpResponse<String> answer = client.send("s3", "PUT", uri, Map.of(), content);
        if (answer.statusCode() != 200) {
            throw new FleetException(
                    "Cannot put "
                            + key
                            + " into "
                            + bucket
                            + ": status "
                            + answer.statusCode()
                            + ".");
        }
    }

    /// A connection to a database of the embedded PostgreSQL as its superuser.
    public Connection connect(String database) throws SQLException {
        String url = fleet.postgresUrl();
        if (url == null) {
            throw new FleetException("No source of this fleet has a database in PostgreSQL.");
        }
        String password =
                new SecretsFile(state.resolve("secrets.json"))
                        .find(fleet.fleet() + "/local/postgres")
                        .orElseThrow();
        return DriverManager.getConnection(
                url.substring(0, url.lastIndexOf('/') + 1) + database,
                PostgresServer.SUPERUSER,
                password);
    }

    /// A connection to a database of the fleet's MariaDB as its administrator.
    public Connection connectMariaDb(String database) throws SQLException {
        String secret =
                new SecretsFile(state.resolve("secrets.json"))
                        .find(mariaDbSecret(fleet.fleet()))
                        .orElseThrow(() ->
                                new FleetException(
                                        "No source of this fleet has a database in MariaDB."));
        try {
            JsonNode json = JsonMapper.builder().build().readTree(secret);
            return DriverManager.getConnection(
                    json.path("url").asText() + database + "?allowLocalInfile=true",
                    json.path("user").asText(),
                    json.path("password").asText());
        } catch (JsonProcessingException e) {
            throw new FleetException("The secret of the fleet's MariaDB is not valid.");
        }
    }

    static String mariaDbSecret(String fleet) {
        return fleet + "/local/mariadb";
    }

    @Override
    public void close() {
        client.close();
    }
}

package dev.trawl.local;

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

    @Override
    public void close() {
        client.close();
    }
}

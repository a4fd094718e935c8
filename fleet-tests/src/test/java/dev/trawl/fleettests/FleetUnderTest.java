package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.FleetAdministrator;
import dev.trawl.local.LocalFleet;
import dev.trawl.local.aws.SecretsFile;
import dev.trawl.source.kit.Harness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The fleet that all tests of this module share, with its stores. Thread-safe.
final class FleetUnderTest implements AutoCloseable {
    static final String DATABASE = "shop";
    static final String SHAKY_PASSWORD = "shaky-password";

    private final TestFolder folder;
    private final BreakableProxy proxy;
    private final LocalFleet fleet;
    private final FleetAdministrator administrator;
    private final Buckets buckets;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ReentrantLock applying = new ReentrantLock();

    private FleetUnderTest(TestFolder folder, BreakableProxy proxy, LocalFleet fleet) {
        this.folder = folder;
        this.proxy = proxy;
        this.fleet = fleet;
        this.administrator = new FleetAdministrator(fleet.state());
        this.buckets =
                new Buckets(
                        fleet.file().s3Endpoint(),
                        fleet.file().administrator().id(),
                        fleet.file().administrator().secret());
    }

    static FleetUnderTest start() throws IOException, SQLException {
        TestFolder folder = TestFolder.create();
        Path state = folder.path().resolve("state");
        BreakableProxy proxy = BreakableProxy.start();
        SecretsFile secrets = new SecretsFile(state.resolve("secrets.json"));
        ObjectNode secret = JsonNodeFactory.instance.objectNode();
        secret.put("url", "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + DATABASE);
        secret.put("user", "shaky").put("password", SHAKY_PASSWORD);
        secrets.put("fleettests/source/shaky", secret.toString());
        secrets.put("fleettests/pseudonym/" + Harness.DOMAIN, kitKey());
        LocalFleet fleet = LocalFleet.start(config(), state);
        FleetUnderTest started = new FleetUnderTest(folder, proxy, fleet);
        try {
            started.prepare();
            return started;
        } catch (SQLException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /// The key that the kit's reference computes pseudonyms with.
    private static String kitKey() {
        return Base64.getEncoder().encodeToString(Harness.KEY.getBytes(StandardCharsets.US_ASCII));
    }

    static FleetConfig config() {
        return FleetConfig.read(TestResources.path("fleet/trawl.yaml"));
    }

    private void prepare() throws SQLException {
        String url = fleet.postgres().orElseThrow().url(DATABASE);
        proxy.leadTo(Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1")));
        sql(
                "CREATE ROLE shaky LOGIN PASSWORD '%s'".formatted(SHAKY_PASSWORD),
                "GRANT pg_read_all_data TO shaky",
                "GRANT CONNECT, TEMPORARY ON DATABASE %s TO shaky".formatted(DATABASE));
        apply(
                TestResources.read("fleet/resources/sources.yaml"),
                TestResources.read("fleet/resources/policies.yaml"));
    }

    /// The fleet itself, for its processes and logs.
    LocalFleet fleet() {
        return fleet;
    }

    /// All buckets, past all policies.
    Buckets buckets() {
        return buckets;
    }

    /// What stands between the source `shaky` and its database.
    BreakableProxy proxy() {
        return proxy;
    }

    /// A folder for files of tests; it goes with the fleet.
    Path scratch() {
        return folder.path().resolve("scratch");
    }

    /// The HTTP API as one of the principals of the fleet's file.
    Caller as(String principal) {
        return withToken(fleet.token(principal));
    }

    /// The HTTP API with a token that may be anything.
    Caller withToken(String token) {
        return new Caller(client, fleet.endpoint(), token);
    }

    /// Applies resources; each text may hold several YAML documents.
    void apply(String... documents) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        for (String text : documents) {
            Json.documents(text).forEach(resources::add);
        }
        applying.lock();
        try {
            as("stella").post("/v1/apply", body.toString()).succeeded();
        } finally {
            applying.unlock();
        }
    }

    /// Kills the environments of a function and waits until they have ended.
    void kill(String function) {
        List<Long> pids = fleet.environments(function).stream().map(e -> e.pid()).toList();
        fleet.killEnvironments(function);
        Waiting.until(
                function + " has ended",
                () ->
                        pids.stream()
                                .flatMap(pid -> ProcessHandle.of(pid).stream())
                                .noneMatch(ProcessHandle::isAlive));
    }

    /// A connection to the source's database as its superuser.
    Connection connect() throws SQLException {
        return administrator.connect(DATABASE);
    }

    /// Runs statements as the database's superuser.
    void sql(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        buckets.close();
        administrator.close();
        fleet.close();
        proxy.close();
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

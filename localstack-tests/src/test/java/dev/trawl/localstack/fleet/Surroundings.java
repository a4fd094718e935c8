package dev.trawl.localstack.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.IssuerConfig;
import dev.trawl.local.DevelopmentTokens;
import dev.trawl.local.TrawlHome;
import dev.trawl.local.issuer.DevelopmentIssuer;
import dev.trawl.local.issuer.IssuerKey;
import dev.trawl.local.process.ProcessLedger;
import dev.trawl.local.stores.PostgresServer;
import dev.trawl.local.stores.StoreHome;
import dev.trawl.localstack.host.CacheFolder;
import dev.trawl.source.kit.Harness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// What the airline example finds around it wherever it runs: a database, an issuer of tokens, and
/// the file that declares it, in which the issuer is no longer for development, a source is there
/// for the kit of sources, and so are those whom exports tell. Whoever starts it closes it.
final class Surroundings implements AutoCloseable {
    static final Path HOME = TrawlHome.find();
    static final Path EXAMPLE = HOME.resolve("examples/airline");

    private static final String PASSWORD = "in-this-test-only";
    private static final String DATABASE = "airline";

    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final Path folder;
    private final Path configFile;
    private final FleetConfig config;
    private final DevelopmentTokens tokens;
    private final PostgresServer postgres;

    private Surroundings(Subscribers subscribers) throws IOException {
        this.folder = Files.createTempDirectory("trawl-fleet-");
        stops.push(this::deleteFolder);
        try {
            FleetConfig development = FleetConfig.read(EXAMPLE.resolve("trawl.yaml"));
            IssuerConfig issuer = development.developmentIssuer().orElseThrow();
            this.tokens = DevelopmentTokens.of(development, folder);
            DevelopmentIssuer keys =
                    DevelopmentIssuer.start(
                            issuer.issuer(), IssuerKey.load(folder.resolve("keys/issuer.jwk")));
            stops.push(keys::close);
            this.configFile = folder.resolve("trawl.yaml");
            writeConfig(keys.jwksUri(), subscribers);
            this.config = FleetConfig.read(configFile);
            ProcessLedger ledger =
                    new ProcessLedger(folder.resolve("processes"), folder.toString());
            stops.push(ledger::close);
            this.postgres =
                    PostgresServer.start(
                            new StoreHome(HOME, folder.resolve("logs")),
                            folder.resolve("postgres"),
                            PASSWORD,
                            ledger);
            stops.push(postgres::close);
            postgres.createDatabase(DATABASE, PASSWORD);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    static Surroundings start(Subscribers subscribers) {
        try {
            return new Surroundings(subscribers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /// The fleet's file as a deployment has it.
    Path configFile() {
        return configFile;
    }

    FleetConfig config() {
        return config;
    }

    String token(String principal) {
        return tokens.mint(principal, Duration.ofHours(1));
    }

    DevelopmentTokens tokens() {
        return tokens;
    }

    /// What the database source's secret holds.
    String databaseSecret() {
        return new YAMLMapper()
                .createObjectNode()
                .put("url", postgres.url(DATABASE))
                .put("user", DATABASE)
                .put("password", PASSWORD)
                .toString();
    }

    /// A connection that may change the data.
    Connection database() throws SQLException {
        return DriverManager.getConnection(
                postgres.url(DATABASE), PostgresServer.SUPERUSER, postgres.password());
    }

    @Override
    public void close() {
        while (!stops.isEmpty()) {
            stops.pop().run();
        }
    }

    private void writeConfig(String jwksUri, Subscribers subscribers) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        JsonNode root = yaml.readTree(EXAMPLE.resolve("trawl.yaml").toFile());
        ObjectNode issuer = (ObjectNode) root.path("issuers").path(0);
        issuer.remove("development");
        issuer.put("jwksUri", jwksUri);
        ((ArrayNode) root.path("pseudonymDomains")).add(Harness.DOMAIN);
        ((ArrayNode) root.path("sources"))
                .addObject()
                .put("name", AirlineFleet.FILES)
                .put("kind", "objects")
                .put("memory", 1024)
                .put("timeout", 60)
                .put("concurrency", 4);
        subscribers.declare(((ObjectNode) root).putObject("deployment"));
        yaml.writeValue(configFile.toFile(), root);
    }

    private void deleteFolder() {
        try {
            CacheFolder.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

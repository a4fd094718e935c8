package dev.trawl.source.jdbc.write;

import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.connect.PostgresConnector;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresWritingIT extends WritingKit {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server =
                EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("fsync", "off")
                        .start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static String url() {
        return "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort());
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "postgres");
    }

    @Override
    WriteDialect dialect() {
        return new PostgresWrites();
    }

    @Override
    TableWriter.WriteConnections connections() {
        return new Writers(
                new PostgresConnector(),
                () -> new Credentials(url(), "postgres", "postgres"),
                PoolSettings.DEFAULT);
    }

    @Override
    String schema() {
        return "public";
    }

    @Override
    String binary() {
        return "bytea";
    }

    @Override
    String moment() {
        return "timestamp(6)";
    }
}

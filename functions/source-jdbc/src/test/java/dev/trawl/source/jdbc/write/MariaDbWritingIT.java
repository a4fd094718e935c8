package dev.trawl.source.jdbc.write;

import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.mariadb.MariaDbConnector;
import dev.trawl.testkit.MariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;

class MariaDbWritingIT extends WritingKit {
    private static final String DATABASE = "writing";
    private static MariaDbServer server;

    @BeforeAll
    static void start() {
        server = MariaDbServer.shared();
        server.execute("CREATE DATABASE IF NOT EXISTS " + DATABASE);
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect(DATABASE);
    }

    @Override
    WriteDialect dialect() {
        return new MariaDbWrites();
    }

    @Override
    TableWriter.WriteConnections connections() {
        return new Writers(
                new MariaDbConnector(),
                () -> new Credentials(server.url(DATABASE), "root", ""),
                PoolSettings.DEFAULT);
    }

    @Override
    String schema() {
        return DATABASE;
    }

    @Override
    String binary() {
        return "varbinary(20)";
    }

    @Override
    String moment() {
        return "datetime(6)";
    }
}

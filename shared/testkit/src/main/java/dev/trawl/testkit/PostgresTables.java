package dev.trawl.testkit;

import dev.trawl.sql.Dialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;

/// A schema of its own in the PostgreSQL that this JVM starts once, with a database whose order of
/// text is not the binary one. The server ends with the JVM.
public final class PostgresTables extends DialectTables {
    private static int schemas;

    private PostgresTables(Connection connection) {
        super(Dialect.POSTGRESQL, connection);
    }

    public static synchronized PostgresTables open() {
        try {
            PostgresTables tables =
                    new PostgresTables(Server.INSTANCE.getPostgresDatabase().getConnection());
            String schema = "test" + schemas++;
            tables.execute("CREATE SCHEMA " + schema);
            tables.execute("SET search_path = " + schema);
            tables.execute("SET timezone = 'UTC'");
            return tables;
        } catch (SQLException e) {
            throw new AssertionError("PostgreSQL refuses a connection", e);
        }
    }

    /// Started on first use.
    private static final class Server {
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setLocaleConfig("locale-provider", "icu")
                        .setLocaleConfig("icu-locale", "en-US")
                        .setLocaleConfig("locale", "C.UTF-8")
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package dev.trawl.testkit;

import dev.trawl.sql.Dialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// A schema of its own in the PostgreSQL that this JVM starts once, with a database whose order of
/// text is not the binary one. The server ends with the JVM.
public final class PostgresTables extends DialectTables {
    private static int schemas;
    private static boolean hasBinary;

    private final String schema;

    private PostgresTables(Connection connection, String schema) {
        super(Dialect.POSTGRESQL, connection);
        this.schema = schema;
    }

    public static synchronized PostgresTables open() {
        try {
            return schema(Server.INSTANCE.getPostgresDatabase().getConnection());
        } catch (SQLException e) {
            throw new AssertionError("PostgreSQL refuses a connection", e);
        }
    }

    /// In a database whose order of text is the binary one.
    public static synchronized PostgresTables openBinary() {
        try {
            if (!hasBinary) {
                try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute(
                            "CREATE DATABASE binary_order TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'");
                }
                hasBinary = true;
            }
            return schema(Server.INSTANCE.getDatabase("postgres", "binary_order").getConnection());
        } catch (SQLException e) {
            throw new AssertionError("PostgreSQL refuses a connection", e);
        }
    }

    private static PostgresTables schema(Connection connection) {
        String schema = "test" + schemas++;
        PostgresTables tables = new PostgresTables(connection, schema);
        tables.execute("CREATE SCHEMA " + schema);
        tables.execute("SET search_path = " + schema);
        tables.execute("SET timezone = 'UTC'");
        return tables;
    }

    /// The address of the database, for user `postgres` with that password.
    public static String url() {
        return Server.INSTANCE.getJdbcUrl("postgres", "postgres");
    }

    /// Where the tables are.
    public String schema() {
        return schema;
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

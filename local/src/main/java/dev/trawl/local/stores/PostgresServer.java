package dev.trawl.local.stores;

import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// PostgreSQL for the fleet, over a data folder that stays.
///
/// It listens on the loopback address only and asks for passwords. It ends with this process; the
/// next start ends one that was left behind all the same.
public final class PostgresServer implements AutoCloseable {

    /// The superuser's name.
    public static final String SUPERUSER = "trawl";

    private final ServerProcess process;
    private final int port;
    private final String password;

    private PostgresServer(ServerProcess process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /// Starts the server over `folder`, which is made at first; `password` is the superuser's.
    public static PostgresServer start(
            StoreHome home, Path folder, String password, ProcessLedger ledger) {
        Path binaries = PostgresBinaries.unpack(home.postgresBinaries());
        Path data = folder.resolve("data");
        PostgresUser user = PostgresUser.find(data);
        Path log = home.log("postgres");
        try {
            Files.createDirectories(folder);
            Files.createDirectories(home.logs());
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                initialise(binaries, user, folder, data, password, log);
            }
            StaleServer.end(data, "postmaster.pid", "INT");
            int port = FreePorts.find();
            ServerProcess process =
                    ServerProcess.start(
                            user.command(server(binaries, data, port)), "INT", log, ledger);
            PostgresServer server = new PostgresServer(process, port, password);
            process.awaitReady(log, () -> server.connect().close());
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL; see " + log + ".", e);
        }
    }

    /// The address of a database.
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// The superuser's password.
    public String password() {
        return password;
    }

    /// Creates a database, and a role of the same name that may connect to that database alone and
    /// read all of it; where they exist, only sets the role's password.
    public void createDatabase(String name, String rolePassword) {
        if (!name.matches("[a-z][a-z0-9_]*") || !rolePassword.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("A database's name is [a-z][a-z0-9_]*: " + name);
        }
        if (!exists("SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
            execute("CREATE ROLE \"" + name + "\" LOGIN");
        }
        execute("ALTER ROLE \"" + name + "\" PASSWORD '" + rolePassword + "'");
        execute("GRANT pg_read_all_data TO \"" + name + "\"");
        if (!exists("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
            execute("CREATE DATABASE \"" + name + "\"");
        }
        execute("REVOKE CONNECT, TEMPORARY ON DATABASE \"" + name + "\" FROM PUBLIC");
        execute("GRANT CONNECT, TEMPORARY ON DATABASE \"" + name + "\" TO \"" + name + "\"");
    }

    /// Creates a role that may write the tables of a database, and create some in its `public`
    /// schema; where it exists, only sets its password.
    public void createWriter(String database, String role, String rolePassword) {
        if (!role.matches("[a-z][a-z0-9_]*") || !rolePassword.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("Not a role's name or password: " + role);
        }
        if (!exists("SELECT 1 FROM pg_roles WHERE rolname = '" + role + "'")) {
            execute("CREATE ROLE \"" + role + "\" LOGIN");
        }
        execute("ALTER ROLE \"" + role + "\" PASSWORD '" + rolePassword + "'");
        execute("GRANT pg_read_all_data, pg_write_all_data TO \"" + role + "\"");
        execute("GRANT CONNECT, TEMPORARY ON DATABASE \"" + database + "\" TO \"" + role + "\"");
        try (Connection connection =
                        DriverManager.getConnection(url(database), SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            statement.execute("GRANT USAGE, CREATE ON SCHEMA public TO \"" + role + "\"");
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refuses: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private static void initialise(
            Path binaries, PostgresUser user, Path folder, Path data, String password, Path log)
            throws IOException {
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        Path passwordFile =
                Files.createTempFile(
                        folder,
                        "password-",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, password);
        user.own(folder);
        try {
            ServerProcess.prepare(
                    user.command(
                            List.of(
                                    binaries.resolve("bin/initdb").toString(),
                                    "--pgdata=" + data,
                                    "--username=" + SUPERUSER,
                                    "--pwfile=" + passwordFile,
                                    "--auth=scram-sha-256",
                                    "--encoding=UTF8",
                                    "--locale-provider=builtin",
                                    "--builtin-locale=C.UTF-8",
                                    "--locale=C",
                                    "--no-sync")),
                    log);
        } finally {
            Files.delete(passwordFile);
        }
    }

    private static List<String> server(Path binaries, Path data, int port) {
        return List.of(
                binaries.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "timezone=UTC",
                "-c",
                "max_connections=200");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), SUPERUSER, password);
    }

    private boolean exists(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refuses: " + e.getMessage(), e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refuses: " + e.getMessage(), e);
        }
    }
}

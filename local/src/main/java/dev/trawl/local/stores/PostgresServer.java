package dev.trawl.local.stores;

import dev.trawl.local.process.ProcessLedger;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// PostgreSQL for the fleet, over a data folder that stays.
///
/// It listens on the loopback address only and asks for passwords. It ends with this process, by
/// itself if that is killed; the next start ends one that was left behind all the same.
public final class PostgresServer implements AutoCloseable {

    /// The superuser's name.
    public static final String SUPERUSER = "trawl";

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    /// Runs its arguments until standard input ends, then asks them to end quickly.
    private static final String UNTIL_INPUT_ENDS =
            "exec 3<&0; \"$@\" 3<&- </dev/null & child=$!;"
                    + " cat <&3 >/dev/null; kill -INT $child 2>/dev/null; wait $child";

    private final Process process;
    private final int port;
    private final String password;

    private PostgresServer(Process process, int port, String password) {
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
            StalePostmaster.end(data);
            int port = FreePorts.find();
            Process process = run(binaries, user, data, port, log, ledger);
            PostgresServer server = new PostgresServer(process, port, password);
            server.awaitReady(log);
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

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
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
        Process initdb =
                new ProcessBuilder(
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
                                                "--no-sync")))
                        .redirectInput(Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()))
                        .start();
        try {
            if (initdb.waitFor() != 0) {
                throw new IOException("initdb failed; see " + log + ".");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(passwordFile);
        }
    }

    private static Process run(
            Path binaries, PostgresUser user, Path data, int port, Path log, ProcessLedger ledger)
            throws IOException {
        List<String> postgres =
                List.of(
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
        List<String> command =
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(
                                        "/bin/sh", "-c", UNTIL_INPUT_ENDS, ledger.marker()),
                                user.command(postgres).stream())
                        .toList();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()))
                        .start();
        ledger.add(process);
        return process;
    }

    private void awaitReady(Path log) {
        Instant end = Instant.now().plus(START_MAX);
        while (true) {
            try (Connection connection = connect()) {
                Objects.requireNonNull(connection);
                return;
            } catch (SQLException e) {
                boolean gone = process.isAlive() && process.children().findAny().isEmpty();
                if (!process.isAlive() || Instant.now().isAfter(end) || (gone && isOld())) {
                    close();
                    throw new IllegalStateException(
                            "PostgreSQL does not start; see " + log + ".", e);
                }
                pause();
            }
        }
    }

    private boolean isOld() {
        return process.info()
                .startInstant()
                .map(start -> start.plusSeconds(5).isBefore(Instant.now()))
                .orElse(false);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), SUPERUSER, password);
    }

    private boolean exists(String sql) {
        try (Connection connection = connect();
                java.sql.Statement statement = connection.createStatement();
                java.sql.ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refuses: " + e.getMessage(), e);
        }
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refuses: " + e.getMessage(), e);
        }
    }
}

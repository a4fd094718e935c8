package dev.trawl.local.stores;

import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// MariaDB for the fleet, of the machine's own binaries, over a data folder that stays.
///
/// It listens on the loopback address only and asks for passwords. It ends with this process; the
/// next start ends one that was left behind all the same.
public final class MariaDbServer implements AutoCloseable {

    /// The administrator's name; no source's user can have it.
    public static final String ADMINISTRATOR = "Trawl";

    private static final List<String> FOLDERS =
            List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin");

    private final ServerProcess process;
    private final int port;
    private final String password;

    private MariaDbServer(ServerProcess process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /// Starts the server over `folder`, which is made at first; `password` is the administrator's.
    ///
    /// @throws IllegalStateException that says what to install, if the machine has no MariaDB
    public static MariaDbServer start(
            StoreHome home, Path folder, String password, ProcessLedger ledger) {
        Path binary = program("mariadbd");
        Path installer = program("mariadb-install-db");
        Path data = folder.resolve("data");
        PostgresUser user = PostgresUser.find(data);
        Path log = home.log("mariadb");
        try {
            Files.createDirectories(folder);
            Files.createDirectories(home.logs());
            if (!Files.exists(data.resolve("mysql"))) {
                initialise(installer, user, folder, data, log);
            }
            StaleServer.end(data, "mariadb.pid", "TERM");
            Path users = users(folder, password);
            user.own(folder);
            int port = FreePorts.find();
            ServerProcess process =
                    ServerProcess.start(
                            user.command(server(binary, data, users, port)), "TERM", log, ledger);
            MariaDbServer server = new MariaDbServer(process, port, password);
            process.awaitReady(log, server::requireAnswer);
            Files.delete(users);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start MariaDB; see " + log + ".", e);
        }
    }

    private static Path program(String name) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                name
                                        + " is not installed, and a source has a database with engine"
                                        + " mariadb: install the server (Debian: apt-get install"
                                        + " mariadb-server), or declare the source with the secret"
                                        + " of a database of yours and no 'database'."));
    }

    /// The address of a database.
    public String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
    }

    /// The administrator's password.
    public String password() {
        return password;
    }

    /// Creates a database, and a user of the same name that may read all of it and nothing else;
    /// where they exist, only sets the user's password.
    public void createDatabase(String name, String userPassword) {
        if (!name.matches("[a-z][a-z0-9_]*") || !userPassword.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("A database's name is [a-z][a-z0-9_]*: " + name);
        }
        String user = "'" + name + "'@'127.0.0.1'";
        execute("CREATE DATABASE IF NOT EXISTS `" + name + "` COLLATE utf8mb4_nopad_bin");
        execute("CREATE OR REPLACE USER " + user + " IDENTIFIED BY '" + userPassword + "'");
        execute("GRANT SELECT, SHOW VIEW ON `" + name.replace("_", "\\_") + "`.* TO " + user);
    }

    /// Creates a user who may read and write all of a database; where it exists, only sets its
    /// password.
    public void createWriter(String database, String user, String userPassword) {
        if (!user.matches("[a-z][a-z0-9_]*") || !userPassword.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("Not a user's name or password: " + user);
        }
        String name = "'" + user + "'@'127.0.0.1'";
        execute("CREATE OR REPLACE USER " + name + " IDENTIFIED BY '" + userPassword + "'");
        execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, CREATE TEMPORARY TABLES ON `"
                        + database.replace("_", "\\_")
                        + "`.* TO "
                        + name);
    }

    @Override
    public void close() {
        process.close();
    }

    private static void initialise(
            Path installer, PostgresUser user, Path folder, Path data, Path log)
            throws IOException {
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        user.own(folder);
        ServerProcess.prepare(
                user.command(
                        List.of(
                                installer.toString(),
                                "--no-defaults",
                                "--datadir=" + data,
                                "--auth-root-authentication-method=normal",
                                "--skip-test-db",
                                "--innodb-log-file-size=16M")),
                log);
    }

    /// Statements that the server runs before it listens: one user who asks for a password, and no
    /// root without one.
    private static Path users(Path folder, String password) throws IOException {
        Path file =
                Files.createTempFile(
                        folder,
                        "users-",
                        ".sql",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        String user = "'" + ADMINISTRATOR + "'@'127.0.0.1'";
        return Files.writeString(
                file,
                """
                CREATE OR REPLACE USER %1$s IDENTIFIED BY '%2$s';
                GRANT ALL ON *.* TO %1$s WITH GRANT OPTION;
                DELETE FROM mysql.global_priv WHERE User IN ('root', '');
                FLUSH PRIVILEGES;
                """
                        .formatted(user, password));
    }

    private static List<String> server(Path binary, Path data, Path users, int port) {
        return List.of(
                binary.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--init-file=" + users,
                "--pid-file=mariadb.pid",
                "--socket=mariadb.sock",
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--skip-log-bin",
                "--local-infile=ON",
                "--character-set-server=utf8mb4",
                "--default-time-zone=+00:00",
                "--max-connections=200",
                "--max-allowed-packet=64M",
                "--innodb-log-file-size=16M");
    }

    private void requireAnswer() throws SQLException {
        try (Connection connection = connect()) {
            if (!connection.isValid(1)) {
                throw new SQLException("no answer");
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                url("") + "?connectTimeout=5000", ADMINISTRATOR, password);
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("MariaDB refuses: " + e.getMessage(), e);
        }
    }
}

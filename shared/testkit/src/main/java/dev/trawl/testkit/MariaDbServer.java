package dev.trawl.testkit;

import dev.trawl.plan.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A MariaDB of the machine's own binaries over a temporary folder, on loopback; closed by who
/// started it, and in any case with this JVM.
public final class MariaDbServer implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 3;
    private static final List<String> FOLDERS =
            List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin");
    private static final String UNTIL_INPUT_ENDS =
            "exec 3<&0; \"$@\" 3<&- </dev/null & child=$!;"
                    + " cat <&3 >/dev/null; kill -KILL $child 2>/dev/null; wait $child";

    private final Path folder;
    private final Process process;
    private final int port;

    private MariaDbServer(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /// Whether the machine has MariaDB's server. Says so where it has not: what needs it is
    /// skipped.
    public static boolean isInstalled() {
        boolean isInstalled =
                find("mariadbd").isPresent() && find("mariadb-install-db").isPresent();
        if (!isInstalled) {
            System.getLogger(MariaDbServer.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "SKIPPED HERE: tests of MariaDB, whose server is not installed"
                                    + " (Debian: apt-get install mariadb-server)");
        }
        return isInstalled;
    }

    private static Optional<Path> find(String program) {
        return FOLDERS.stream()
                .map(f -> Path.of(f, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// The one that ends with this JVM.
    public static MariaDbServer shared() {
        return Shared.INSTANCE;
    }

    /// Started on first use.
    private static final class Shared {
        static final MariaDbServer INSTANCE = start();
    }

    /// A server of its own.
    public static MariaDbServer start() {
        try {
            Path folder = Files.createTempDirectory("trawl-mariadb");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            run(
                    folder,
                    List.of(
                            find("mariadb-install-db").orElseThrow().toString(),
                            "--no-defaults",
                            "--user=" + System.getProperty("user.name"),
                            "--datadir=" + folder.resolve("data"),
                            "--auth-root-authentication-method=normal",
                            "--skip-test-db",
                            "--innodb-log-file-size=8M"));
            for (int attempt = 1; ; attempt++) {
                Optional<MariaDbServer> server = startAt(folder, freePort());
                if (server.isPresent()) {
                    MariaDbServer started = server.get();
                    Runtime.getRuntime().addShutdownHook(new Thread(started::close));
                    return started;
                }
                if (attempt == ATTEMPTS) {
                    throw new AssertionError(
                            "MariaDB does not start:\n"
                                    + Files.readString(folder.resolve("log.txt")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Path folder, List<String> command) throws IOException {
        Process process = process(folder, command);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(
                        "MariaDB's folder cannot be made:\n"
                                + Files.readString(folder.resolve("log.txt")));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Process process(Path folder, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()))
                .start();
    }

    private static Optional<MariaDbServer> startAt(Path folder, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", UNTIL_INPUT_ENDS, "sh"));
        command.addAll(
                List.of(
                        find("mariadbd").orElseThrow().toString(),
                        "--no-defaults",
                        "--user=" + System.getProperty("user.name"),
                        "--datadir=" + folder.resolve("data"),
                        "--socket=" + folder.resolve("s"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--skip-name-resolve",
                        "--skip-log-bin",
                        "--character-set-server=latin1",
                        "--default-time-zone=-03:30",
                        "--innodb-log-file-size=8M",
                        "--innodb-buffer-pool-size=32M",
                        "--innodb-flush-log-at-trx-commit=0",
                        "--innodb-doublewrite=0",
                        "--sync-binlog=0",
                        "--max-allowed-packet=64M",
                        "--performance-schema=OFF"));
        MariaDbServer server = new MariaDbServer(folder, process(folder, command), port);
        Instant end = Instant.now().plus(START_MAX);
        while (server.process.isAlive() && Instant.now().isBefore(end)) {
            try (Connection connection = server.open("")) {
                if (connection.isValid(1)) {
                    return Optional.of(server);
                }
            } catch (SQLException _) {
                if (server.hasEnded()) {
                    break;
                }
            }
        }
        server.stop();
        return Optional.empty();
    }

    /// Waits a little for the end of the server under the shell.
    private boolean hasEnded() {
        try {
            return process.waitFor(20, TimeUnit.MILLISECONDS)
                    || process.children().findAny().isEmpty();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// The address of a database, where user `root` has no password.
    public String url(String database) {
        return "jdbc:mariadb://127.0.0.1:%d/%s".formatted(port, database);
    }

    /// A connection with the server's own settings.
    public Connection connect(String database) {
        try {
            return open(database);
        } catch (SQLException e) {
            throw new AssertionError("MariaDB refuses a connection", e);
        }
    }

    private Connection open(String database) throws SQLException {
        return DriverManager.getConnection(
                url(database) + "?connectTimeout=2000&allowMultiQueries=true", "root", "");
    }

    public void execute(String sql) {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError("cannot run " + sql, e);
        }
    }

    /// A type of columns that holds the values, with a collation that folds case and pads.
    public static String columnType(Type type) {
        return switch (type) {
            case Type.Decimal d -> "decimal(%d,%d)".formatted(d.precision(), d.scale());
            case Type.Simple s ->
                    switch (s) {
                        case BOOLEAN -> "tinyint(1)";
                        case TINYINT -> "tinyint";
                        case SMALLINT -> "smallint";
                        case INTEGER -> "int";
                        case BIGINT -> "bigint";
                        case REAL -> "float";
                        case DOUBLE -> "double";
                        case VARCHAR ->
                                "varchar(4000) character set utf8mb4 collate utf8mb4_general_ci";
                        case JSON -> "json";
                        case VARBINARY -> "longblob";
                        case DATE -> "date";
                        case TIME -> "time(6)";
                        case TIMESTAMP, TIMESTAMP_TZ -> "datetime(6)";
                        case UUID -> "uuid";
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("MariaDB has no type for " + type.text());
        };
    }

    private void stop() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        stop();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException | UncheckedIOException _) {
            // It is gone, or another thread deletes it.
        }
    }
}

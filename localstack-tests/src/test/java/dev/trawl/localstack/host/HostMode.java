package dev.trawl.localstack.host;

import dev.trawl.local.TrawlHome;
import dev.trawl.local.lambda.RuntimeJars;
import dev.trawl.local.lambda.RuntimeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// LocalStack as a process of this build: on a free loopback port, all its state in a folder that
/// goes with it. Functions and DynamoDB Local are its children and end with it, and it ends when
/// this JVM does. Whoever starts it closes it.
public final class HostMode implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Process process;
    private final Path folder;
    private final Path log;
    private final URI endpoint;

    private HostMode(Process process, Path folder, Path log, URI endpoint) {
        this.process = process;
        this.folder = folder;
        this.log = log;
        this.endpoint = endpoint;
    }

    /// The Python that it would run on, or why it cannot.
    public static Optional<String> python() {
        return Python.find().map(Python::executable);
    }

    /// A LocalStack that answers. The log goes below `target/`.
    ///
    /// @throws IllegalStateException if it cannot be installed or does not start
    public static HostMode start(String region) {
        Path home = TrawlHome.find();
        Path sources = home.resolve("localstack-tests/host");
        Python python =
                Python.find()
                        .orElseThrow(() -> new IllegalStateException("no Python 3.12 or 3.13"));
        Installation installation = Installation.findOrMake(python, sources);
        try {
            Path folder = Files.createTempDirectory("trawl-localstack-");
            Path log =
                    Files.createDirectories(home.resolve("localstack-tests/target"))
                            .resolve("localstack.log");
            DynamoFiles.place(
                    folder.resolve("root"), home.resolve("local/dynamodb/target/dynamodb.jar"));
            copy(sources.resolve("trawl_host"), folder.resolve("plugins/trawl_host"));
            copy(
                    sources.resolve("trawl_host-1.dist-info"),
                    folder.resolve("plugins/trawl_host-1.dist-info"));
            int port = freePort();
            Process process = process(installation, folder, log, variables(folder, port, region));
            HostMode started =
                    new HostMode(process, folder, log, URI.create("http://127.0.0.1:" + port));
            started.awaitHealth();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("LocalStack cannot be started", e);
        }
    }

    /// Where all services answer.
    public URI endpoint() {
        return endpoint;
    }

    /// What it printed.
    public Path log() {
        return log;
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            for (ProcessHandle child : children) {
                child.destroyForcibly();
                child.onExit().completeOnTimeout(child, 10, TimeUnit.SECONDS).join();
            }
            CacheFolder.delete(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.getLogger(HostMode.class.getName())
                    .log(System.Logger.Level.WARNING, "left behind: " + folder, e);
        }
    }

    private static Process process(
            Installation installation, Path folder, Path log, Map<String, String> variables)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                installation.python().toString(), "-m", "localstack.runtime.main")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static Map<String, String> variables(Path folder, int port, String region)
            throws IOException {
        Map<String, String> variables = new HashMap<>();
        String java = System.getProperty("java.home");
        variables.put("PATH", java + "/bin:/usr/local/bin:/usr/bin:/bin");
        variables.put("LANG", "C.UTF-8");
        variables.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
        variables.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
        variables.put("PYTHONPATH", folder.resolve("plugins").toString());
        variables.put("FILESYSTEM_ROOT", folder.resolve("root").toString());
        // A build that runs in a container is no LocalStack container.
        variables.put("OVERRIDE_IN_DOCKER", "0");
        variables.put("GATEWAY_SERVER", "loopback");
        variables.put("GATEWAY_LISTEN", "127.0.0.1:" + port);
        variables.put("LOCALSTACK_HOST", "127.0.0.1:" + port);
        variables.put("SQS_ENDPOINT_STRATEGY", "path");
        variables.put("EAGER_SERVICE_LOADING", "0");
        // Nothing is asked from, or told to, anybody.
        variables.put("SKIP_SSL_CERT_DOWNLOAD", "1");
        variables.put("DISABLE_EVENTS", "1");
        variables.put("DNS_ADDRESS", "0");
        variables.put("API_ENDPOINT", "http://127.0.0.1:1");
        variables.put("ASSETS_ENDPOINT", "http://127.0.0.1:1");
        // The other provider downloads a stream server at run time.
        variables.put("PROVIDER_OVERRIDE_DYNAMODB", "v2");
        variables.put("PROVIDER_OVERRIDE_DYNAMODBSTREAMS", "v2");
        variables.put("DYNAMODB_IN_MEMORY", "1");
        variables.put("LAMBDA_RUNTIME_EXECUTOR", "host");
        variables.put("LAMBDA_IGNORE_ARCHITECTURE", "1");
        variables.put("LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT", "60");
        variables.put("LAMBDA_RETRY_BASE_DELAY", "1");
        variables.put("HOSTNAME_FROM_LAMBDA", "127.0.0.1");
        variables.put("TRAWL_HOST_JAVA", java + "/bin/java");
        variables.put("TRAWL_HOST_CLASS_PATH", RuntimeJars.classPath());
        variables.put(
                "TRAWL_HOST_JAVA_OPTIONS",
                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
                        + " -Djava.net.preferIPv4Stack=true -D"
                        + RuntimeLibrary.PROPERTY
                        + "="
                        + RuntimeLibrary.unpack(folder.resolve("runtime")));
        variables.put("AWS_ACCESS_KEY_ID", "test");
        variables.put("AWS_SECRET_ACCESS_KEY", "test");
        variables.put("AWS_DEFAULT_REGION", region);
        return variables;
    }

    private void awaitHealth() {
        HttpRequest question =
                HttpRequest.newBuilder(endpoint.resolve("/_localstack/health"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        Instant end = Instant.now().plus(START_MAX);
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isHealthy(client, question)) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    close();
                    throw new IllegalStateException(
                            "LocalStack does not start:\n" + Programs.tail(log));
                }
                process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean isHealthy(HttpClient client, HttpRequest question)
            throws InterruptedException {
        try {
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

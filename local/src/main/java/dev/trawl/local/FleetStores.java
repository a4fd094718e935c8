package dev.trawl.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.SourceConfig;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.SecretsFile;
import dev.trawl.local.process.ProcessLedger;
import dev.trawl.local.stores.MariaDbServer;
import dev.trawl.local.stores.ObjectStore;
import dev.trawl.local.stores.PostgresServer;
import dev.trawl.local.stores.StoreHome;
import dev.trawl.local.stores.TableStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The stores of one fleet, started side by side, with its table, buckets and databases.
final class FleetStores implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ObjectStore objects;
    private final TableStore tables;
    private final @Nullable PostgresServer postgres;
    private final @Nullable MariaDbServer mariaDb;

    private FleetStores(
            ObjectStore objects,
            TableStore tables,
            @Nullable PostgresServer postgres,
            @Nullable MariaDbServer mariaDb) {
        this.objects = objects;
        this.tables = tables;
        this.postgres = postgres;
        this.mariaDb = mariaDb;
    }

    /// What the stores are started with.
    record Setup(
            FleetConfig config,
            StoreHome home,
            Path state,
            AwsKey administrator,
            Map<AwsKey, Set<String>> buckets,
            ObjectStore.Events events,
            SecretsFile secrets,
            ProcessLedger ledger) {}

    static FleetStores start(Setup setup) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<ObjectStore> objects = start(threads, () -> startObjects(setup));
            CompletableFuture<TableStore> tables = start(threads, () -> startTables(setup));
            CompletableFuture<Optional<PostgresServer>> postgres =
                    start(threads, () -> startPostgres(setup));
            CompletableFuture<Optional<MariaDbServer>> mariaDb =
                    start(threads, () -> startMariaDb(setup));
            try {
                CompletableFuture.allOf(objects, tables, postgres, mariaDb).join();
                return new FleetStores(
                        objects.join(),
                        tables.join(),
                        postgres.join().orElse(null),
                        mariaDb.join().orElse(null));
            } catch (CompletionException e) {
                closeIfStarted(objects.thenApply(Optional::of));
                closeIfStarted(tables.thenApply(Optional::of));
                closeIfStarted(postgres);
                closeIfStarted(mariaDb);
                throw new FleetException(
                        "A store does not start: "
                                + Objects.requireNonNullElse(e.getCause(), e).getMessage());
            }
        }
    }

    String s3Endpoint() {
        return objects.endpoint();
    }

    String dynamoEndpoint() {
        return tables.endpoint();
    }

    Optional<PostgresServer> postgres() {
        return Optional.ofNullable(postgres);
    }

    @Override
    public void close() {
        Stream.of(objects, tables, postgres, mariaDb)
                .filter(Objects::nonNull)
                .toList()
                .parallelStream()
                .forEach(FleetStores::closeQuietly);
    }

    private static void closeIfStarted(
            CompletableFuture<? extends Optional<? extends AutoCloseable>> store) {
        store.exceptionally(failure -> null)
                .thenApply(Optional::ofNullable)
                .join()
                .flatMap(started -> started)
                .ifPresent(FleetStores::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable store) {
        try {
            store.close();
        } catch (Exception e) {
            System.getLogger(FleetStores.class.getName())
                    .log(System.Logger.Level.WARNING, "a store did not stop", e);
        }
    }

    private static <T> CompletableFuture<T> start(ExecutorService threads, Supplier<T> store) {
        return CompletableFuture.supplyAsync(store, threads);
    }

    private static ObjectStore startObjects(Setup setup) {
        ObjectStore objects =
                ObjectStore.start(
                        setup.home(),
                        setup.state().resolve("s3"),
                        setup.buckets(),
                        setup.events(),
                        setup.ledger());
        String region = setup.config().region();
        return prepared(
                objects,
                () -> {
                    objects.createBucket(
                            setup.config().stateBucket(), setup.administrator(), region);
                    setup.config().sources().stream()
                            .map(SourceConfig::bucket)
                            .filter(Objects::nonNull)
                            .distinct()
                            .forEach(bucket ->
                                    objects.createBucket(bucket, setup.administrator(), region));
                });
    }

    private static TableStore startTables(Setup setup) {
        TableStore tables =
                TableStore.start(setup.home(), setup.state().resolve("dynamodb"), setup.ledger());
        return prepared(
                tables,
                () ->
                        tables.createTable(
                                setup.config().stateTable(),
                                setup.administrator(),
                                setup.config().region()));
    }

    private static List<SourceConfig> sources(Setup setup, SourceConfig.Engine engine) {
        return setup.config().sources().stream()
                .filter(source -> source.database() != null && source.engine() == engine)
                .toList();
    }

    private static Optional<PostgresServer> startPostgres(Setup setup) {
        List<SourceConfig> sources = sources(setup, SourceConfig.Engine.POSTGRESQL);
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        PostgresServer postgres =
                PostgresServer.start(
                        setup.home(),
                        setup.state().resolve("postgres"),
                        setup.secrets()
                                .findOrCreate(
                                        setup.config().fleet() + "/local/postgres",
                                        FleetStores::password),
                        setup.ledger());
        return Optional.of(
                prepared(
                        postgres,
                        () ->
                                createDatabases(
                                        setup,
                                        sources,
                                        postgres::createDatabase,
                                        postgres::createWriter,
                                        postgres::url)));
    }

    private static Optional<MariaDbServer> startMariaDb(Setup setup) {
        List<SourceConfig> sources = sources(setup, SourceConfig.Engine.MARIADB);
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        String password = password();
        MariaDbServer mariaDb =
                MariaDbServer.start(
                        setup.home(), setup.state().resolve("mariadb"), password, setup.ledger());
        return Optional.of(
                prepared(
                        mariaDb,
                        () -> {
                            putSecret(
                                    setup,
                                    FleetAdministrator.mariaDbSecret(setup.config().fleet()),
                                    mariaDb.url(""),
                                    MariaDbServer.ADMINISTRATOR,
                                    password);
                            createDatabases(
                                    setup,
                                    sources,
                                    mariaDb::createDatabase,
                                    mariaDb::createWriter,
                                    mariaDb::url);
                        }));
    }

    private static void createDatabases(
            Setup setup,
            List<SourceConfig> sources,
            BiConsumer<String, String> create,
            WriterCreation createWriter,
            UnaryOperator<String> url) {
        for (SourceConfig source : sources) {
            String database = Objects.requireNonNull(source.database());
            String password = password();
            create.accept(database, password);
            putSecret(
                    setup,
                    Objects.requireNonNull(source.secret()),
                    url.apply(database),
                    database,
                    password);
            String writeSecret = source.writing().secret();
            if (writeSecret != null) {
                String writer = database + "_writer";
                String writerPassword = password();
                createWriter.create(database, writer, writerPassword);
                putSecret(setup, writeSecret, url.apply(database), writer, writerPassword);
            }
        }
    }

    /// Makes who may write a database.
    @FunctionalInterface
    private interface WriterCreation {
        void create(String database, String user, String password);
    }

    private static void putSecret(
            Setup setup, String name, String url, String user, String password) {
        setup.secrets()
                .put(
                        name,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("url", url)
                                .put("user", user)
                                .put("password", password)
                                .toString());
    }

    /// The store after its preparation; a store that cannot be prepared does not stay.
    private static <T extends AutoCloseable> T prepared(T store, Runnable preparation) {
        try {
            preparation.run();
            return store;
        } catch (RuntimeException e) {
            closeQuietly(store);
            throw e;
        }
    }

    private static String password() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

package dev.trawl.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.SourceConfig;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.SecretsFile;
import dev.trawl.local.process.ProcessLedger;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The stores of one fleet, started side by side, with its table, buckets and databases.
final class FleetStores implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ObjectStore objects;
    private final TableStore tables;
    private final @Nullable PostgresServer postgres;

    private FleetStores(ObjectStore objects, TableStore tables, @Nullable PostgresServer postgres) {
        this.objects = objects;
        this.tables = tables;
        this.postgres = postgres;
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
            try {
                CompletableFuture.allOf(objects, tables, postgres).join();
                return new FleetStores(objects.join(), tables.join(), postgres.join().orElse(null));
            } catch (CompletionException e) {
                closeIfStarted(objects.thenApply(Optional::of));
                closeIfStarted(tables.thenApply(Optional::of));
                closeIfStarted(postgres);
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
        List<AutoCloseable> stores =
                postgres == null ? List.of(objects, tables) : List.of(objects, tables, postgres);
        stores.parallelStream().forEach(FleetStores::closeQuietly);
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

    private static Optional<PostgresServer> startPostgres(Setup setup) {
        List<SourceConfig> sources =
                setup.config().sources().stream()
                        .filter(source -> source.database() != null)
                        .toList();
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
        return Optional.of(prepared(postgres, () -> createDatabases(setup, postgres, sources)));
    }

    private static void createDatabases(
            Setup setup, PostgresServer postgres, List<SourceConfig> sources) {
        for (SourceConfig source : sources) {
            String database = Objects.requireNonNull(source.database());
            String password = password();
            postgres.createDatabase(database, password);
            setup.secrets()
                    .put(
                            Objects.requireNonNull(source.secret()),
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("url", postgres.url(database))
                                    .put("user", database)
                                    .put("password", password)
                                    .toString());
        }
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

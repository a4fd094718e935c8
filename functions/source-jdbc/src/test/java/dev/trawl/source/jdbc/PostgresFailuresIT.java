package dev.trawl.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.discover.Discovery;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresFailuresIT {
    private static final String RUNNING =
            "select count(*) from pg_stat_activity where application_name = 'trawl q1' and state = 'active'";
    private static final PoolSettings ONE_CONNECTION =
            new PoolSettings(
                    1, Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(5));

    private Database database;

    @BeforeAll
    void start() {
        database = Database.start();
        database.execute("create view slow as select 1::int8 as id from pg_sleep(60)");
        database.execute(
                "create table wide as select i::int8 as id, repeat('x', 200) as s from generate_series(1, 300000) i");
        database.execute("create table small as select 1::int8 as id");
        database.execute(
                "create view settings as select current_setting('search_path') a, current_setting('TimeZone') b,"
                        + " current_setting('transaction_read_only') c, current_setting('application_name') d");
        database.execute("create view leaky as select ('hush'::text || id)::int8 as id from small");
        database.execute("create sequence counter");
        database.execute("create view writing as select nextval('counter') as id");
        database.execute("create view snapshot as select pg_current_snapshot()::text as id");
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private long count(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Asks the server until it answers so; the test's own time limit ends the waiting.
    private void await(String sql, long expected) {
        Instant end = Instant.now().plusSeconds(20);
        while (count(sql) != expected) {
            assertThat(Instant.now()).as(sql).isBefore(end);
            Thread.onSpinWait();
        }
    }

    private static void failsWith(ErrorCode code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.text()).doesNotContain("hush", "nobody");
                        });
    }

    @Test
    void cancellingReachesTheServer() {
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            AtomicBoolean flag = new AtomicBoolean();
            ReadContext context = reading.context(Instant.now().plusSeconds(50), flag::get);
            Relation slow = reading.scan("slow");
            CompletableFuture<List<List<@Nullable Object>>> rows =
                    CompletableFuture.supplyAsync(() -> reading.rows(slow, context));
            await(RUNNING, 1);
            flag.set(true);
            failsWith(ErrorCode.CANCELLED, () -> joined(rows));
            await(RUNNING, 0);
        }
    }

    private static void joined(CompletableFuture<?> future) throws Throwable {
        try {
            future.join();
        } catch (CompletionException e) {
            throw e.getCause();
        }
    }

    @Test
    void deadlinesEndTheStatementOnTheServer() {
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            ReadContext context =
                    reading.context(Instant.now().plusMillis(700), Cancellation.NEVER);
            failsWith(
                    ErrorCode.TIME_LIMIT_EXCEEDED,
                    () -> reading.rows(reading.scan("slow"), context));
            await(RUNNING, 0);
        }
    }

    @Test
    void closingInTheMiddleEndsTheStatement() throws IOException {
        PostgresSource source = database.source(ONE_CONNECTION);
        try (Reading reading = new Reading(source)) {
            ReadContext context =
                    reading.context(Instant.now().plusSeconds(50), Cancellation.NEVER);
            try (ArrowReader reader = source.read(reading.scan("wide"), context)) {
                assertThat(reader.loadNextBatch()).isTrue();
            }
            await(RUNNING, 0);
            assertThat(reading.rows(reading.scan("small"))).hasSize(1);
        }
    }

    @Test
    void aKilledBackendIsAnUnavailableSource() throws IOException {
        PostgresSource source = database.source(ONE_CONNECTION);
        try (Reading reading = new Reading(source)) {
            ReadContext context =
                    reading.context(Instant.now().plusSeconds(50), Cancellation.NEVER);
            try (ArrowReader reader = source.read(reading.scan("wide"), context)) {
                assertThat(reader.loadNextBatch()).isTrue();
                assertThat(
                                count(
                                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'trawl q1'"))
                        .isEqualTo(1);
                failsWith(ErrorCode.SOURCE_UNAVAILABLE, () -> ArrowRows.toRows(reader));
            }
            assertThat(reading.rows(reading.scan("small"))).hasSize(1);
        }
    }

    @Test
    void connectionsThatDiedWhileFrozenAreReplaced() {
        PoolSettings alwaysChecked =
                new PoolSettings(1, Duration.ofMinutes(10), Duration.ZERO, Duration.ofSeconds(5));
        try (Reading reading = new Reading(database.source(alwaysChecked))) {
            reading.rows(reading.scan("small"));
            count(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()");
            assertThat(reading.rows(reading.scan("small"))).hasSize(1);
        }
    }

    @Test
    void aServerThatIsDownIsAnUnavailableSource() {
        Database other = Database.start();
        PostgresSource source = other.source(PoolSettings.DEFAULT);
        other.close();
        failsWith(
                ErrorCode.SOURCE_UNAVAILABLE, () -> source.discover(Instant.now().plusSeconds(10)));
        source.close();
    }

    private static void discoverWith(Supplier<Credentials> credentials) {
        try (PostgresSource source =
                new PostgresSource(
                        new ConnectionPool(credentials, PoolSettings.DEFAULT, Clock.systemUTC()),
                        new Discovery(Database.BARE_NUMERIC),
                        Clock.systemUTC())) {
            source.discover(Instant.now().plusSeconds(10));
        }
    }

    @Test
    void unknownUsersAndOtherDatabasesAreRefusedWithoutNames() {
        failsWith(
                ErrorCode.SOURCE_UNAVAILABLE,
                () ->
                        discoverWith(() ->
                                new Credentials(database.credentials().url(), "nobody", "hush")));
        failsWith(
                ErrorCode.SOURCE_UNAVAILABLE,
                () -> discoverWith(() -> new Credentials("jdbc:other:hush", "nobody", "")));
        failsWith(
                ErrorCode.SOURCE_UNAVAILABLE,
                () -> discoverWith(() -> Credentials.parse("{\"url\": \"hush\"}")));
    }

    @Test
    void theConnectionBudgetHolds() {
        PostgresSource source = database.source(ONE_CONNECTION);
        try (Reading reading = new Reading(source)) {
            Relation small = reading.scan("small");
            failsWith(
                    ErrorCode.REQUEST_TOO_LARGE,
                    () ->
                            source.readAll(
                                    List.of(small, small),
                                    reading.context(
                                            Instant.now().plusSeconds(10), Cancellation.NEVER)));
            ReadContext context =
                    reading.context(Instant.now().plusSeconds(10), Cancellation.NEVER);
            try (ArrowReader _ = source.read(small, context)) {
                failsWith(
                        ErrorCode.THROTTLED,
                        () ->
                                source.read(
                                        small,
                                        reading.context(
                                                Instant.now().plusMillis(50), Cancellation.NEVER)));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void sessionsAreReadOnlyWithSettingsOfTheirOwn() {
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            assertThat(reading.rows(reading.scan("settings")))
                    .containsExactly(List.of("pg_catalog, pg_temp", "UTC", "on", "trawl q1"));
            failsWith(ErrorCode.SOURCE_FAILED, () -> reading.rows(reading.scan("writing")));
        }
    }

    @Test
    void errorsOfTheServerKeepValuesToThemselves() {
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            failsWith(ErrorCode.INVALID_CAST, () -> reading.rows(reading.scan("leaky")));
        }
    }

    @Test
    void relationsOfOneRequestSeeOneSnapshot() throws IOException {
        PostgresSource source = database.source(PoolSettings.DEFAULT);
        try (Reading reading = new Reading(source)) {
            Relation snapshot = reading.scan("snapshot");
            List<ArrowReader> readers =
                    source.readAll(
                            List.of(snapshot, snapshot, snapshot),
                            reading.context(Instant.now().plusSeconds(10), Cancellation.NEVER));
            List<Object> seen = new java.util.ArrayList<>();
            for (ArrowReader reader : readers) {
                seen.addAll(ArrowRows.toRows(reader));
                database.execute("insert into small values (1)");
                database.execute("delete from small where ctid <> (select min(ctid) from small)");
                reader.close();
            }
            assertThat(seen).hasSize(3).containsOnly(seen.getFirst());
        }
    }

    @Test
    void sqlIsReadable() {
        PostgresSource source = database.source(PoolSettings.DEFAULT);
        try (Reading reading = new Reading(source)) {
            assertThat(
                            source.explain(
                                    reading.scan("small"),
                                    reading.context(
                                            Instant.now().plusSeconds(10), Cancellation.NEVER)))
                    .containsExactly(
                            "SELECT t0.\"id\" AS c0 FROM (SELECT \"id\"::int8 AS \"id\" FROM \"public\".\"small\") AS t0");
        }
    }
}

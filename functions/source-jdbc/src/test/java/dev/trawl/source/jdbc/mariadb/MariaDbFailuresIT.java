package dev.trawl.source.jdbc.mariadb;

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
import dev.trawl.testkit.MariaDbServer;
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
import org.apache.arrow.vector.ipc.ArrowReader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
class MariaDbFailuresIT {
    private static final String DATABASE = "failures";
    private static final String RUNNING =
            "select count(*) from information_schema.processlist where db = 'failures'"
                    + " and user = 'hush' and command <> 'Sleep'";
    private static final PoolSettings ONE_CONNECTION =
            new PoolSettings(
                    1, Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(5));

    private final MariaDbServer server = MariaDbServer.shared();

    @BeforeAll
    void create() {
        server.execute("create database failures");
        server.execute("create user hush@'127.0.0.1' identified by 'pw'");
        server.execute("grant select, show view on failures.* to hush@'127.0.0.1'");
        server.execute(
                "create view failures.slow as select count(*) as id from failures.seq_1_to_1000000000000 where seq % 2 = 3");
        server.execute(
                "create table failures.wide as select seq as id, repeat('x', 200) as s from failures.seq_1_to_300000");
        server.execute("create table failures.small as select 1 as id");
        server.execute(
                "create function failures.setting() returns text deterministic reads sql data return concat("
                        + "@@time_zone, ' ', @@tx_isolation, ' ', @@tx_read_only, ' ', @@max_statement_time < 60)");
        server.execute("grant execute on failures.* to hush@'127.0.0.1'");
        server.execute("create view failures.settings as select failures.setting() as s");
        server.execute("create table failures.gone as select 1 as id");
    }

    @AfterAll
    void drop() {
        server.execute("drop database failures");
        server.execute("drop user hush@'127.0.0.1'");
    }

    private MariaDbSource source(PoolSettings pool) {
        Credentials credentials = new Credentials(server.url(DATABASE), "hush", "pw");
        return source(credentials, pool);
    }

    private static MariaDbSource source(Credentials credentials, PoolSettings pool) {
        return new MariaDbSource(
                new ConnectionPool(
                        new MariaDbConnector(), () -> credentials, pool, Clock.systemUTC()),
                new MariaDbDiscovery(TinyInt1.INTEGER),
                ZeroDates.ERROR,
                Clock.systemUTC());
    }

    private MariaDbReading reading(PoolSettings pool) {
        return new MariaDbReading(source(pool), DATABASE);
    }

    private long count(String sql) {
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Asks the server until it answers so.
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
                            assertThat(e.text()).doesNotContain("hush", "nobody", "gone");
                        });
    }

    @Test
    void cancellingReachesTheServer() {
        try (MariaDbReading reading = reading(PoolSettings.DEFAULT)) {
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
        try (MariaDbReading reading = reading(PoolSettings.DEFAULT)) {
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
        MariaDbSource source = source(ONE_CONNECTION);
        try (MariaDbReading reading = new MariaDbReading(source, DATABASE)) {
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
    void aKilledConnectionIsAnUnavailableSource() throws IOException {
        MariaDbSource source = source(ONE_CONNECTION);
        try (MariaDbReading reading = new MariaDbReading(source, DATABASE)) {
            ReadContext context =
                    reading.context(Instant.now().plusSeconds(50), Cancellation.NEVER);
            try (ArrowReader reader = source.read(reading.scan("wide"), context)) {
                assertThat(reader.loadNextBatch()).isTrue();
                server.execute("kill hard user hush@'127.0.0.1'");
                failsWith(ErrorCode.SOURCE_UNAVAILABLE, () -> ArrowRows.toRows(reader));
            }
            assertThat(reading.rows(reading.scan("small"))).hasSize(1);
        }
    }

    @Test
    void connectionsThatDiedWhileFrozenAreReplaced() {
        PoolSettings alwaysChecked =
                new PoolSettings(1, Duration.ofMinutes(10), Duration.ZERO, Duration.ofSeconds(5));
        try (MariaDbReading reading = reading(alwaysChecked)) {
            reading.rows(reading.scan("small"));
            server.execute("kill hard user hush@'127.0.0.1'");
            assertThat(reading.rows(reading.scan("small"))).hasSize(1);
        }
    }

    @Test
    void wrongSecretsAreRefusedWithoutNames() {
        String url = server.url(DATABASE);
        for (Credentials credentials :
                List.of(
                        new Credentials(url, "nobody", "hush"),
                        new Credentials("jdbc:other:hush", "nobody", ""))) {
            try (MariaDbSource source = source(credentials, PoolSettings.DEFAULT)) {
                failsWith(
                        ErrorCode.SOURCE_UNAVAILABLE,
                        () -> source.discover(Instant.now().plusSeconds(10)));
            }
        }
    }

    @Test
    void plainConnectionsBeyondTheMachineAreRefused() {
        String url = server.url(DATABASE).replace("127.0.0.1", "127.0.0.2");
        try (MariaDbSource source =
                source(new Credentials(url, "hush", "pw"), PoolSettings.DEFAULT)) {
            failsWith(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    () -> source.discover(Instant.now().plusSeconds(10)));
        }
    }

    @Test
    void aTableThatIsGoneIsSaidToBe() {
        try (MariaDbReading reading = reading(PoolSettings.DEFAULT)) {
            Relation gone = reading.scan("gone");
            server.execute("drop table failures.gone");
            failsWith(ErrorCode.SOURCE_DATA_INVALID, () -> reading.rows(gone));
        }
    }

    @Test
    void sessionsHaveSettingsOfTheirOwn() {
        try (MariaDbReading reading = reading(PoolSettings.DEFAULT)) {
            assertThat(reading.rows(reading.scan("settings")))
                    .containsExactly(List.of("+00:00 REPEATABLE-READ ON 1"));
        }
    }

    @Test
    void theConnectionBudgetHolds() {
        MariaDbSource source = source(ONE_CONNECTION);
        try (MariaDbReading reading = new MariaDbReading(source, DATABASE)) {
            Relation small = reading.scan("small");
            failsWith(
                    ErrorCode.REQUEST_TOO_LARGE,
                    () ->
                            source.readAll(
                                    List.of(small, small),
                                    reading.context(
                                            Instant.now().plusSeconds(10), Cancellation.NEVER)));
        }
    }
}

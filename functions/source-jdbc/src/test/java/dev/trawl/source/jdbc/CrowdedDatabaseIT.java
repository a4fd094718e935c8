package dev.trawl.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.discover.Discovery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// More environments than a database has connections: what a deployment's reserved concurrency
/// keeps away, and what still comes of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrowdedDatabaseIT {
    /// Three of them are PostgreSQL's own reserve for its owner.
    private static final int CONNECTIONS = 8;

    private static final int RESERVED = 3;
    private static final int ENVIRONMENTS = 24;
    private static final PoolSettings POOL =
            new PoolSettings(
                    2, Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(20));

    private Database database;

    @BeforeAll
    void start() {
        database = Database.start(CONNECTIONS);
        database.execute("create table small as select 1::int8 as id");
        database.execute("create role app login password 'app'");
        database.execute("grant select on small to app");
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @Test
    void environmentsThatGetNoConnectionAreThrottledAndNothingElseHappens()
            throws InterruptedException, ExecutionException, SQLException {
        ConcurrentLinkedQueue<Runnable> environments = new ConcurrentLinkedQueue<>();
        CountDownLatch atOnce = new CountDownLatch(1);
        List<Future<Boolean>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(ENVIRONMENTS)) {
            for (int i = 0; i < ENVIRONMENTS; i++) {
                asked.add(
                        threads.submit(() -> {
                            atOnce.await();
                            return isAnswered(environments);
                        }));
            }
            atOnce.countDown();
        }
        int answered = 0;
        for (Future<Boolean> each : asked) {
            answered += each.get() ? 1 : 0;
        }
        int opened = opened();
        environments.forEach(Runnable::run);
        while (opened() > 0) {
            // Backends end a moment after their clients have gone.
            Thread.onSpinWait();
        }
        environments.clear();
        boolean isAnsweredAfterwards = isAnswered(environments);
        environments.forEach(Runnable::run);

        assertThat(answered).isBetween(1, ENVIRONMENTS);
        assertThat(opened).isBetween(1, CONNECTIONS - RESERVED);
        assertThat(isAnsweredAfterwards).isTrue();
    }

    /// What one environment gets, which keeps its connections as a warm one does; false if it was
    /// told to come again; any other failure is the test's.
    private boolean isAnswered(ConcurrentLinkedQueue<Runnable> environments) {
        PostgresSource source = environment();
        Reading reading;
        try {
            reading = new Reading(source);
        } catch (TrawlException e) {
            environments.add(source::close);
            assertThat(e.code()).as(e.text()).isEqualTo(ErrorCode.THROTTLED);
            return false;
        }
        environments.add(reading::close);
        try {
            assertThat(reading.rows(reading.scan("small"))).hasSize(1);
            return true;
        } catch (TrawlException e) {
            assertThat(e.code()).as(e.text()).isEqualTo(ErrorCode.THROTTLED);
            return false;
        }
    }

    private PostgresSource environment() {
        Credentials app = new Credentials(database.credentials().url(), "app", "app");
        return new PostgresSource(
                new ConnectionPool(() -> app, POOL, Clock.systemUTC()),
                new Discovery(Database.BARE_NUMERIC),
                Clock.systemUTC());
    }

    private int opened() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select count(*) from pg_stat_activity where usename = 'app'")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}

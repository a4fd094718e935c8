package dev.trawl.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.MergingReader;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.PoolSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Large tables by ranges of their pages.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresRangesIT {
    private static final long ROWS = 60_000;

    private Database database;

    @BeforeAll
    void start() {
        database = Database.start();
        database.execute(
                "create table large as select i::int8 as id, repeat('x', 400) as s from generate_series(1, %d) i"
                        .formatted(ROWS));
        database.execute("create view seen as select * from large");
        database.execute("create index on large (id)");
        database.execute("vacuum analyze large");
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private static List<Object> ids(List<List<@Nullable Object>> rows) {
        return rows.stream().<Object>map(List::getFirst).sorted().toList();
    }

    private static List<Object> all() {
        return LongStream.rangeClosed(1, ROWS).<Object>mapToObj(n -> n).toList();
    }

    private static ReadContext context(Reading reading) {
        return reading.context(Instant.now().plusSeconds(50), Cancellation.NEVER);
    }

    @Test
    void everyRowComesOnceFromSeveralConnections() throws IOException {
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT));
                ArrowReader reader = reading.open(reading.scan("large"), context(reading))) {
            assertThat(reader).isInstanceOf(MergingReader.class);
            assertThat(ids(ArrowRows.toRows(reader))).isEqualTo(all());
        }
    }

    @Test
    void allRangesAreOfOneSnapshot() throws IOException {
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT));
                ArrowReader reader = reading.open(reading.scan("large"), context(reading))) {
            database.execute("update large set s = s || 'y' where id % 7 = 0");
            database.execute("delete from large where id % 1000 = 0");
            try {
                assertThat(ids(ArrowRows.toRows(reader))).isEqualTo(all());
            } finally {
                database.execute(
                        "insert into large select i * 1000, 'z' from generate_series(1, %d) i"
                                .formatted(ROWS / 1000));
            }
        }
    }

    @Test
    void closingInTheMiddleEndsEveryStatement() throws IOException {
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            try (ArrowReader reader = reading.open(reading.scan("large"), context(reading))) {
                assertThat(reader.loadNextBatch()).isTrue();
            }
            assertThat(ids(reading.rows(reading.scan("large")))).hasSize(Math.toIntExact(ROWS));
        }
    }

    @Test
    void oneConnectionIsEnough() {
        PoolSettings one =
                new PoolSettings(
                        1, Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(5));
        try (Reading reading = new Reading(database.source(one))) {
            assertThat(ids(reading.rows(reading.scan("large")))).isEqualTo(all());
        }
    }

    @Test
    void connectionsInUseAreNotWaitedFor() {
        PoolSettings two =
                new PoolSettings(
                        2, Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(5));
        ConnectionPool pool = new ConnectionPool(database::credentials, two, Clock.systemUTC());
        try (Reading reading = new Reading(database.source(pool))) {
            ConnectionPool.Pooled taken = pool.borrow(Instant.now().plusSeconds(5));
            assertThat(ids(reading.rows(reading.scan("large")))).isEqualTo(all());
            pool.giveBack(taken);
        }
    }

    @Test
    void onlyWhatReadsALargeTableWholeIsCut() throws IOException {
        try (Reading reading = new Reading(database.source(PoolSettings.DEFAULT))) {
            Relation.Scan large = reading.scan("large");
            assertThat(isCut(reading, large)).isTrue();
            assertThat(isCut(reading, projected(large))).isTrue();
            assertThat(isCut(reading, filtered(large, Function.NE))).isTrue();
            assertThat(isCut(reading, filtered(large, Function.EQ))).isFalse();
            assertThat(isCut(reading, filtered(large, Function.LT))).isFalse();
            assertThat(isCut(reading, reading.scan("seen"))).isFalse();
            assertThat(isCut(reading, new Relation.Limit(large, 0, 50_000))).isFalse();
        }
    }

    private static Relation projected(Relation.Scan scan) {
        return new Relation.Project(
                scan, List.of(new NamedExpr("n", new Expr.Column(0, Type.Simple.BIGINT))));
    }

    private static Relation filtered(Relation.Scan scan, Function comparison) {
        return new Relation.Filter(
                scan,
                Expr.Call.of(
                        comparison,
                        new Expr.Column(0, Type.Simple.BIGINT),
                        new Expr.Literal(5L, Type.Simple.BIGINT)));
    }

    private static boolean isCut(Reading reading, Relation relation) throws IOException {
        try (ArrowReader reader = reading.open(relation, context(reading))) {
            return reader instanceof MergingReader;
        }
    }
}

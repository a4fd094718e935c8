package dev.trawl.source.jdbc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Relation;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.testkit.MariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/// Samples of tables by ranges of their keys.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
class MariaDbSamplesIT {
    private static final String DATABASE = "samples";
    private static final int WANTED = 320;

    private final MariaDbServer server = MariaDbServer.shared();
    private MariaDbSource source;
    private MariaDbReading reading;

    @BeforeAll
    void create() throws SQLException {
        server.execute("create database " + DATABASE);
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("create table keyed (id bigint unsigned primary key, v int)");
            statement.execute(
                    "insert into keyed select seq + if(seq > 5000, 18000000000000000000, 0), seq from seq_1_to_10000");
            statement.execute("create table few (id int primary key)");
            statement.execute("insert into few select seq from seq_1_to_3");
            statement.execute("create table none (id int primary key)");
            statement.execute("create view seen as select id, v from keyed");
            statement.execute("analyze table keyed, few, none");
        }
        source = MariaDbFixture.source(server, DATABASE, PoolSettings.DEFAULT, ZeroDates.ERROR);
        reading = new MariaDbReading(source, DATABASE);
    }

    @AfterAll
    void drop() {
        reading.close();
        server.execute("drop database " + DATABASE);
    }

    @Test
    void rowsOfTheWholeRangeOfTheKeyAreRead() {
        List<List<@Nullable Object>> rows = rows("keyed");
        assertThat(rows).hasSizeBetween(2, WANTED);
        assertThat(numbers(rows)).anyMatch(n -> n <= 5_000).anyMatch(n -> n > 5_000);
        assertThat(rows("keyed")).isEqualTo(rows);
    }

    @Test
    void ofAShortRangeNoRowIsReadTwice() {
        assertThat(rows("few")).hasSize(3).doesNotHaveDuplicates();
        assertThat(rows("none")).isEmpty();
    }

    @Test
    void aViewHasNoSample() {
        assertThat(source.sample(reading.scan("seen"), WANTED, context(null))).isEmpty();
    }

    private static List<Long> numbers(List<List<@Nullable Object>> rows) {
        List<Long> numbers = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            numbers.add(((Number) Objects.requireNonNull(row.get(1))).longValue());
        }
        return numbers;
    }

    private List<List<@Nullable Object>> rows(String table) {
        Relation.Scan scan = reading.scan(table);
        Sample sample = source.sample(scan, WANTED, context(null)).orElseThrow();
        return reading.rows(scan, context(sample.split()));
    }

    private ReadContext context(@Nullable String split) {
        ReadContext whole = reading.context(Instant.now().plusSeconds(30), Cancellation.NEVER);
        return new ReadContext(
                whole.queryId(),
                whole.allocator(),
                whole.tables(),
                split,
                whole.deadline(),
                whole.cancellation(),
                whole.scratch());
    }
}

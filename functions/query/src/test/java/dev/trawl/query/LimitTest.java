package dev.trawl.query;

import static dev.trawl.query.fake.Sample.LEGS;
import static dev.trawl.query.fake.Sample.ORDERS;
import static dev.trawl.query.fake.Sample.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.query.fake.CannedSqlFront;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every limit is reached, and is an error with a code.
class LimitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    TRAWL_SQL_CHARACTERS_MAX | 3  | {"sql":"people"}                        | REQUEST_TOO_LARGE     | the SQL has 6 characters, the limit is 3
                    TRAWL_BODY_MAX           | 9  | {"sql":"people"}                        | REQUEST_TOO_LARGE     | the body has 16 bytes, the limit is 9
                    TRAWL_TABLES_MAX         | 1  | {"sql":"join"}                          | REQUEST_TOO_LARGE     | the query names more tables than the limit of 1
                    TRAWL_FRAGMENTS_MAX      | 1  | {"sql":"join"}                          | SPLITS_LIMIT_EXCEEDED | the query falls into 2 fragments, the limit is 1
                    TRAWL_ROWS_MAX           | 2  | {"sql":"people"}                        | ROWS_LIMIT_EXCEEDED   | the answer has more than 2 rows
                    TRAWL_BYTES_MAX          | 9  | {"sql":"people"}                        | BYTES_LIMIT_EXCEEDED  | the answer has more than 9 bytes
                    TRAWL_FUNCTION           | q  | {"sql":"people","limits":{"rows":2}}    | ROWS_LIMIT_EXCEEDED   | the answer has more than 2 rows
                    TRAWL_FUNCTION           | q  | {"sql":"summary","limits":{"rows":2}}   | ROWS_LIMIT_EXCEEDED   | the answer has more than 2 rows
                    TRAWL_FUNCTION           | q  | {"sql":"summary","limits":{"bytes":20}} | BYTES_LIMIT_EXCEEDED  | the answer has more than 20 bytes
                    TRAWL_ROWS_MAX           | 5  | {"sql":"people","limits":{"rows":6}}    | INVALID_REQUEST       | 'limits.rows' must be a whole number from 0 to 5
                    TRAWL_SPLITS_MAX         | 5  | {"sql":"people","options":{"splitsMax":6}} | INVALID_REQUEST    | 'options.splitsMax' must be a whole number from 1 to 5
                    TRAWL_WAIT_MAX           | 10s | {"sql":"people","wait":11}             | INVALID_REQUEST       | 'wait' must be a whole number from 0 to 10
                    """)
    void limitIsACodedError(String name, String value, String body, String code, String detail) {
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(name, value), 3)) {
            assertThat(fleet.query("ann", body).bodyText())
                    .contains("\"code\":\"" + code + "\"")
                    .contains(detail);
            assertThat(fleet.allocatedBytes()).isZero();
        }
    }

    @Test
    void policysNumberOfRowsHoldsWhateverTheRequestSays() {
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3)) {
            assertThat(
                            fleet.query("few", "{\"sql\":\"people\",\"limits\":{\"rows\":99}}")
                                    .bodyText())
                    .contains("ROWS_LIMIT_EXCEEDED")
                    .contains("more than 2 rows");
        }
    }

    @Test
    void sourceWithMoreSplitsThanAllowedIsRefused() {
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3)) {
            fleet.deployed.with(
                    "source-flights",
                    payload ->
                            """
                            {"v":1,"answer":{"splits":[{"token":"a","bytes":1},{"token":"b","bytes":1},\
                            {"token":"c","bytes":1}],"snapshot":"s"}}\
                            """);

            assertThat(
                            fleet.query(
                                            "ann",
                                            "{\"sql\":\"summary\",\"options\":{\"splitsMax\":2}}")
                                    .bodyText())
                    .contains("SPLITS_LIMIT_EXCEEDED");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // policy, splits, the whole
        "16MB, '', 3",
        // policy, splits, three of them
        "0, '', 5",
        // policy, the whole
        "0, ',\"options\":{\"splitsMax\":1}', 2",
        // policy, splits, two of them
        "16MB, ',\"options\":{\"splitsMax\":2}', 4"
    })
    void tablesAreSplitWhereItPays(String bytesMin, String options, int calls) {
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of("TRAWL_SPLIT_BYTES_MIN", bytesMin), 3)) {
            fleet.query("ann", "{\"sql\":\"summary\"" + options + "}");
            assertThat(fleet.functions.calls()).isEqualTo(calls);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void soManyCallsOfSourcesRunAtTheSameTime(int callsMax) {
        try (Fleet fleet =
                new Fleet(
                        QueryTest.SQL,
                        Map.of("TRAWL_SOURCE_CALLS_MAX", Integer.toString(callsMax)),
                        6)) {
            UnaryOperator<String> source = fleet.source("flights");
            CyclicBarrier together = new CyclicBarrier(callsMax);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            fleet.deployed.with(
                    "source-flights",
                    payload -> {
                        if (payload.contains("\"split\":\"")) {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            meet(together);
                            running.decrementAndGet();
                        }
                        return source.apply(payload);
                    });

            HttpResponse response =
                    fleet.query("ann", "{\"sql\":\"summary\",\"options\":{\"splitsMax\":6}}");

            assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
            assertThat(most).hasValue(callsMax);
        }
    }

    @Test
    void aCallOfASourceHasItsTime() {
        try (Fleet fleet =
                new Fleet(QueryTest.SQL, Map.of("TRAWL_SOURCE_CALL_TIME_MAX", "5s"), 3)) {
            fleet.query("ann", "{\"sql\":\"people\"}");

            assertThat(fleet.functions.timeouts())
                    .containsEntry("source-bookings", Duration.ofSeconds(5));
        }
    }

    @Test
    void engineHasItsMemory() {
        CannedSqlFront sql =
                new CannedSqlFront().with("many", manyRowsInOrder(), "legs", "public.orders");
        try (Fleet fleet =
                new Fleet(
                        sql,
                        Map.of("TRAWL_ENGINE_MEMORY_MAX", "32MB", "TRAWL_ENGINE_SCRATCH_MAX", "0"),
                        1)) {
            assertThat(fleet.query("ann", "{\"sql\":\"many\"}").bodyText())
                    .contains("\"code\":\"MEMORY_LIMIT_EXCEEDED\"");
            assertThat(fleet.allocatedBytes()).isZero();
        }
    }

    /// Millions of rows, which only the assembly can make.
    private static Relation manyRowsInOrder() {
        Relation rows = scan(LEGS, "id", "origin");
        for (int i = 0; i < 4; i++) {
            rows =
                    new Relation.Join(
                            rows,
                            i % 2 == 0 ? scan(ORDERS, "leg", "person") : scan(LEGS, "id", "origin"),
                            Relation.Join.Kind.INNER,
                            Literals.of(true));
        }
        return new Relation.Sort(rows, List.of(SortKey.ascending(1), SortKey.ascending(3)));
    }

    private static void meet(CyclicBarrier others) {
        try {
            others.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("the others did not come", e);
        }
    }

    @Test
    void sourceThatHangsEndsWithTheQuerysTime() {
        CountDownLatch never = new CountDownLatch(1);
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of("TRAWL_QUERY_TIME_MAX", "1s"), 3)) {
            fleet.deployed.with("source-bookings", hanging(never));

            assertThat(fleet.query("ann", "{\"sql\":\"people\"}").bodyText())
                    .contains("TIME_LIMIT_EXCEEDED");
            assertThat(fleet.allocatedBytes()).isZero();
        }
    }

    @Test
    void queryThatOutrunsItsWaitIsHandedOver() {
        CountDownLatch never = new CountDownLatch(1);
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3)) {
            UnaryOperator<String> source = fleet.source("bookings");
            boolean[] isFirst = {true};
            fleet.deployed.with(
                    "source-bookings",
                    payload -> {
                        if (isFirst[0]) {
                            isFirst[0] = false;
                            return hanging(never).apply(payload);
                        }
                        return source.apply(payload);
                    });

            HttpResponse response = fleet.query("ann", "{\"sql\":\"people\",\"wait\":1}");

            assertThat(response.status()).isEqualTo(202);
            String path = String.valueOf(response.headers().get("location"));
            assertThat(fleet.get("ann", path + "/results").bodyText()).contains("[10,\"Ann\"]");
            assertThat(fleet.allocatedBytes()).isZero();
        }
    }

    /// Waits until it is interrupted.
    private static UnaryOperator<String> hanging(CountDownLatch never) {
        return payload -> {
            try {
                never.await();
                return payload;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        };
    }
}

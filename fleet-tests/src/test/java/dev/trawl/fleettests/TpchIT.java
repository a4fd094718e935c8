package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The queries of TPC-H over a database and files: the oracle's answers, in clear and governed.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class TpchIT {
    private static Oracle oracle;
    private static Prefetched<String, Answer> inClear;
    private static Prefetched<String, Answer> governed;

    static Stream<String> queries() {
        return IntStream.rangeClosed(1, 22).mapToObj("q%02d"::formatted);
    }

    /// Those that read customer.
    static Stream<String> governedQueries() {
        return queries().filter(query -> sql(query).contains("customer"));
    }

    @BeforeAll
    static void load(FleetUnderTest fleet) throws IOException, SQLException {
        oracle = Oracle.open();
        TpchData.load(fleet, oracle);
        oracle.execute("CREATE SCHEMA governed");
        oracle.execute(
                """
                CREATE TABLE governed.customer AS
                SELECT c_custkey, '-' AS c_name, NULL::varchar AS c_address, c_nationkey,
                       left(c_phone, 2) || repeat('*', length(c_phone) - 2) AS c_phone,
                       c_acctbal, c_mktsegment, c_comment
                FROM main.customer
                WHERE c_mktsegment = 'BUILDING' OR c_nationkey < 12
                """);
        inClear = Prefetched.of(queries().toList(), q -> fleet.as("ana").query(sql(q)));
        governed = Prefetched.of(governedQueries().toList(), q -> fleet.as("rita").query(sql(q)));
    }

    @AfterAll
    static void close() throws SQLException {
        oracle.close();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void answerIsTheOracles(String query) throws SQLException {
        check(query, inClear, "main");
    }

    @ParameterizedTest
    @MethodSource("governedQueries")
    void answerIsTheOraclesOnTheFilteredAndMaskedCopy(String query) throws SQLException {
        check(query, governed, "governed,main");
    }

    @Test
    void filesOfATableAreReadSideBySide(FleetUnderTest fleet) {
        long before = fleet.fleet().invocations("source-lake").size();

        JsonNode fragment =
                fleet.as("ana")
                        .query("select count(*), sum(l_quantity) from lineitem")
                        .succeeded()
                        .json()
                        .path("fragments")
                        .get(0);

        assertThat(fragment.path("rows").asInt()).isGreaterThan(1);
        assertThat(fleet.fleet().invocations("source-lake").size() - before).isGreaterThan(3);
    }

    private static void check(String query, Prefetched<String, Answer> answers, String schemas)
            throws SQLException {
        String sql = sql(query);
        oracle.execute("SET search_path = '%s'".formatted(schemas));
        List<List<@Nullable Object>> expected = oracle.rows(sql);
        assertThat(expected).as("a query without rows tests nothing").isNotEmpty();
        SameRows.check(query, answers.take(query), expected);
    }

    private static String sql(String query) {
        return TestResources.read("tpch/" + query + ".sql");
    }
}

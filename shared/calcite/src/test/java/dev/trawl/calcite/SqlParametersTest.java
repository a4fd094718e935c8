package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.plan.PlanPrinter;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Parameters are constants of the plan, typed by what they meet.
final class SqlParametersTest {
    private static final SqlParameters.Value NUMBER =
            new SqlParameters.Value.Numeral(new BigDecimal("-15"));
    private static final SqlParameters.Value TEXT = new SqlParameters.Value.Text("it's");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select origin from legs where delay = ? and origin = ? | and(eq(delay, -15), eq(origin, 'it''s'))
                    select origin from legs where delay = $1 and origin = $2 | and(eq(delay, -15), eq(origin, 'it''s'))
                    select origin from legs where origin = $2 or delay < $1 and distance > $1 | or(eq(origin, 'it''s'), and(lt(delay, -15), gt(distance, -15)))
                    select origin from legs where delay in (?, 3) and origin like ? | and(delay in (-15, 3), like(origin, 'it''s'))
                    """)
    void positionalValuesStandInTheirPlaces(String sql, String filter) {
        assertThat(plan(sql, new SqlParameters(List.of(NUMBER, TEXT), Map.of())))
                .contains("filter " + filter);
    }

    @Test
    void namedValuesStandInTheirPlaces() {
        assertThat(
                        plan(
                                "select ':no', \":a\".x::varchar -- :no\n from (select origin x from legs where /* :no */ origin = :a_1) \":a\"",
                                new SqlParameters(List.of(), Map.of("a_1", TEXT))))
                .contains("filter eq(origin, 'it''s')");
    }

    @Test
    void textsTakeTheTypeOfWhatTheyMeet() {
        assertThat(
                        plan(
                                "select name from passengers where born > :born",
                                named("born", new SqlParameters.Value.Text("1990-01-01"))))
                .contains("filter gt(born, date '1990-01-01')");
    }

    @Test
    void nullsFlagsAndLimitsAreValuesToo() {
        assertThat(
                        plan(
                                "select coalesce(delay, ?), ? from legs limit ?",
                                new SqlParameters(
                                        List.of(
                                                new SqlParameters.Value.Null(),
                                                new SqlParameters.Value.Flag(true),
                                                new SqlParameters.Value.Numeral(BigDecimal.TEN)),
                                        Map.of())))
                .contains("limit 10")
                .contains("true");
    }

    @Test
    void aTextIsNeverRead() {
        SqlParameters.Value text = new SqlParameters.Value.Text("x' or '1' = '1");
        assertThat(plan("select origin from legs where origin = :a", named("a", text)))
                .contains("filter eq(origin, 'x'' or ''1'' = ''1')");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select ? from legs | at 1:8 parameter 1 has no value
                    select :b from legs | at 1:8 parameter :b has no value
                    select $2 from legs where origin = :a | at 1:8 parameter 2 has no value
                    select origin from legs | parameter 'a' is given, but the SQL has no :a
                    """)
    void missingAndSuperfluousValuesAreRefused(String sql, String message) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> plan(sql, named("a", TEXT)))
                .satisfies(e ->
                        assertThat(
                                        e.position()
                                                        .map(p ->
                                                                "at %d:%d "
                                                                        .formatted(
                                                                                p.line(),
                                                                                p.column()))
                                                        .orElse("")
                                                + e.text())
                                .isEqualTo(message));
    }

    @Test
    void superfluousPositionsAreRefused() {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() ->
                        plan(
                                "select ? from legs",
                                new SqlParameters(List.of(NUMBER, TEXT), Map.of())))
                .withMessageContaining("2 parameters are given, but the SQL has no parameter 2");
    }

    private static SqlParameters named(String name, SqlParameters.Value value) {
        return new SqlParameters(List.of(), Map.of(name, value));
    }

    private static String plan(String sql, SqlParameters parameters) {
        return PlanPrinter.print(
                new SqlPlanner(SqlLimits.DEFAULT)
                        .plan(
                                new PlanRequest(
                                        sql,
                                        TestTables.TABLES,
                                        Map.of(),
                                        Map.of(),
                                        TestTables.NOW,
                                        parameters)));
    }
}

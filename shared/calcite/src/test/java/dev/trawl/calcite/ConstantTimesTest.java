package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.PlanPrinter;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is known before anything is read is a constant of the plan.
class ConstantTimesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timestamp '2026-03-31 10:00:00' - interval '1' month|2026-02-28 10:00:00",
                "date '2026-03-31' - interval '7' day|2026-03-24",
                "date '2026-03-31' + interval '90' minute|2026-03-31 01:30:00",
                "date_trunc('month', timestamp '2026-03-31 10:00:00')|2026-03-01 00:00:00",
                "date_trunc('week', date '2026-03-31')|2026-03-30",
            })
    void aPointInTimeThatIsMovedIsOne(String sql, String literal) throws SQLException {
        assertThat(plan(sql)).contains(literal).doesNotContainIgnoringCase("add_", "trunc");
    }

    @Test
    void whatIsOutOfRangeFailsWhenItIsEvaluated() throws SQLException {
        assertThat(plan("date '9999-12-31' + interval '1' day")).containsIgnoringCase("add_days");
    }

    private static String plan(String sql) throws SQLException {
        try (SampleDatabase database = new SampleDatabase()) {
            return PlanPrinter.print(
                    new SqlPlanner(SqlLimits.DEFAULT).plan(database.request("select " + sql)));
        }
    }
}

package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a plan answers is what DuckDB answers to the SQL it was made from. The queries are lines of
/// `src/test/resources/sql/meaning.sql`; one whose last clause is ORDER BY, or LIMIT after it, has
/// its rows in order.
class SqlMeaningTest {
    private static SampleDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = new SampleDatabase();
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void planAnswersWhatTheSqlMeans(String sql) throws SQLException {
        Relation plan = new SqlPlanner(SqlLimits.DEFAULT).plan(database.request(sql));
        List<List<String>> actual = database.answer(plan);
        List<List<String>> expected = database.answer(sql);
        if (isOrdered(sql)) {
            assertThat(actual).as(PlanPrinter.print(plan)).isEqualTo(expected);
        } else {
            assertThat(actual)
                    .as(PlanPrinter.print(plan))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static boolean isOrdered(String sql) {
        return sql.toLowerCase(Locale.ROOT).lastIndexOf("order by") > sql.lastIndexOf(')');
    }

    static List<String> queries() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/sql/meaning.sql")).stream()
                .filter(l -> !l.isBlank() && !l.startsWith("--"))
                .toList();
    }
}

package dev.trawl.scan.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.plan.TableName;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is asked of the query function. That it is understood there is tested with a whole fleet.
class CheckSqlTest {
    private static final CheckSql SQL =
            new CheckSql(
                    new TableName("shop", "public", "orders"),
                    dataset -> new TableName("shop", "public", dataset),
                    Instant.parse("2026-11-21T12:00:00Z"));

    private static String of(String expectation) {
        return find(expectation).orElseThrow();
    }

    private static Optional<String> find(String expectation) {
        try {
            return SQL.of(Expectation.of(new ObjectMapper().readTree(expectation)).rule());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rowsAreCounted() {
        assertThat(of("{\"rowCount\":{\"min\":10,\"max\":20}}"))
                .isEqualTo(
                        "select case when count(*) between 10 and 20 then 0 else 1 end, count(*) from \"shop\".\"public\".\"orders\"");
    }

    @Test
    void rowsWithoutAValueAreCounted() {
        assertThat(of("{\"missing\":{\"column\":\"mail\"}}"))
                .isEqualTo(
                        "select count(*) - count(\"mail\"), count(*) from \"shop\".\"public\".\"orders\"");
    }

    @Test
    void namesAndTextsCannotEndTheirQuotes() {
        assertThat(of("{\"valid\":{\"column\":\"a\\\"b\",\"pattern\":\"it's\"}}"))
                .isEqualTo(
                        "select count(case when not regexp_like(\"a\"\"b\", 'it''s') then 1 end), count(*) from \"shop\".\"public\".\"orders\"");
    }

    @Test
    void rangesHaveOneSideOrTwo() {
        assertThat(of("{\"valid\":{\"column\":\"n\",\"min\":-1,\"max\":2.50}}"))
                .contains("case when \"n\" < -1 or \"n\" > 2.5");
        assertThat(of("{\"valid\":{\"column\":\"day\",\"max\":\"2026-01-01\"}}"))
                .contains("case when \"day\" > '2026-01-01' then");
    }

    @Test
    void freshnessTellsNoTime() {
        assertThat(of("{\"freshness\":{\"column\":\"at\",\"within\":\"2 hours\"}}"))
                .isEqualTo(
                        "select case when count(case when \"at\" >= timestamp '2026-11-21 10:00:00' then 1 end) > 0 then 0 else 1 end, count(*) from \"shop\".\"public\".\"orders\"");
    }

    @Test
    void schemasAreLookedUpInTheCatalog() {
        assertThat(find("{\"schema\":{\"columns\":{\"id\":\"bigint\"}}}")).isEmpty();
    }
}

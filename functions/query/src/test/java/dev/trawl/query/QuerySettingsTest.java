package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;
import dev.trawl.query.execute.DynamicFilters;
import dev.trawl.query.openlineage.OpenLineage;
import dev.trawl.query.record.SqlDetail;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuerySettingsTest {
    private static final Map<String, String> REQUIRED =
            Map.of("TRAWL_ROLE", "query", "TRAWL_FUNCTION", "query", "TRAWL_ISSUERS", "[]");

    @Test
    void defaultsAreThese() {
        assertThat(QuerySettings.from(new Settings(REQUIRED)))
                .isEqualTo(
                        new QuerySettings(
                                Role.QUERY,
                                "query",
                                "[]",
                                ByteSize.ofMegabytes(819),
                                ByteSize.ofMegabytes(512),
                                2,
                                ByteSize.ofMegabytes(400),
                                10_000,
                                2_048,
                                SqlDetail.SHAPE,
                                100_000,
                                Duration.ofSeconds(2),
                                500,
                                new QueryLimits(
                                        100_000,
                                        1 << 20,
                                        64,
                                        32,
                                        64,
                                        1_000_000,
                                        ByteSize.ofMegabytes(16),
                                        16,
                                        new DynamicFilters.Limits(
                                                300_000, 10_000, Duration.ofSeconds(20)),
                                        50_000_000,
                                        ByteSize.ofMegabytes(8_192),
                                        ByteSize.ofMegabytes(4),
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(25),
                                        Duration.ofMinutes(14),
                                        Duration.ofMinutes(14),
                                        Duration.ofMinutes(5),
                                        Duration.ofDays(1),
                                        0),
                                new OpenLineage.Config(
                                        "",
                                        "",
                                        "trawl",
                                        Duration.ofSeconds(2),
                                        Duration.ofMillis(200),
                                        1_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRAWL_ROLE", "TRAWL_FUNCTION", "TRAWL_ISSUERS"})
    void withoutDefaultIsRequired(String name) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.remove(name);

        assertThatThrownBy(() -> QuerySettings.from(new Settings(environment)))
                .hasMessage("%s is not set".formatted(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    TRAWL_ROLE                    | boss    | must be one of [query, executor], not 'boss'
                    TRAWL_ENGINE_MEMORY_MAX       | 31MB    | must be from 32MB to 10GB, not 31MB
                    TRAWL_BATCH_MEMORY_MAX        | 31MB    | must be from 32MB to 10GB, not 31MB
                    TRAWL_ENGINE_THREADS          | 17      | must be from 1 to 16, not 17
                    TRAWL_ENGINE_SCRATCH_MAX      | 11GB    | must be from 0B to 10GB, not 11GB
                    TRAWL_AUDIT_SQL               | all     | must be one of [fingerprint, shape, full], not 'all'
                    TRAWL_AUDIT_DAY_MAX           | 0       | must be from 1 to 1000000, not 0
                    TRAWL_CATALOG_FRESH           | 2m      | must be from PT0S to PT1M, not PT2M
                    AWS_LAMBDA_FUNCTION_MEMORY_SIZE | 64    | must be from 128 to 10240, not 64
                    TRAWL_SQL_CHARACTERS_MAX      | 1000001 | must be from 1 to 1000000, not 1000001
                    TRAWL_BODY_MAX                | 7MB     | must be from 0B to 6MB, not 7MB
                    TRAWL_TABLES_MAX              | 0       | must be from 1 to 1000, not 0
                    TRAWL_FRAGMENTS_MAX           | 0       | must be from 1 to 1000, not 0
                    TRAWL_SPLITS_MAX              | 1001    | must be from 1 to 1000, not 1001
                    TRAWL_SPLIT_ROWS_MIN          | -1      | must be from 1 to 9223372036854775807, not -1
                    TRAWL_SPLIT_BYTES_MIN         | 2000000GB | must be from 0B to 1024GB, not 2000000GB
                    TRAWL_SOURCE_CALLS_MAX        | 0       | must be from 1 to 1000, not 0
                    TRAWL_ROWS_MAX                | 0       | must be from 1 to 9223372036854775807, not 0
                    TRAWL_BYTES_MAX               | 2000000GB | must be from 0B to 1024GB, not 2000000GB
                    TRAWL_ANSWER_INLINE_MAX       | 5MB     | must be from 0B to 4MB, not 5MB
                    TRAWL_WAIT_DEFAULT            | 29s     | must be from PT0S to PT28S, not PT29S
                    TRAWL_WAIT_MAX                | 29s     | must be from PT0S to PT28S, not PT29S
                    TRAWL_QUERY_TIME_MAX          | 15m     | must be from PT1S to PT14M30S, not PT15M
                    TRAWL_SOURCE_CALL_TIME_MAX    | 16m     | must be from PT1S to PT15M, not PT16M
                    TRAWL_URL_TIME                | 6m      | must be from PT1S to PT5M, not PT6M
                    TRAWL_PRINCIPAL_QUERIES_MAX   | -1      | must be from 0 to 1000, not -1
                    TRAWL_OPENLINEAGE_TIMEOUT     | 1m      | must be from PT0.01S to PT30S, not PT1M
                    TRAWL_OPENLINEAGE_WAIT        | 11s     | must be from PT0S to PT10S, not PT11S
                    TRAWL_OPENLINEAGE_EVENTS_MAX  | 0       | must be from 1 to 100000, not 0
                    TRAWL_RETENTION               | 8h      | is fine
                    TRAWL_RETENTION               | 1s      | must be from PT1M to PT168H, not PT1S
                    TRAWL_WAIT_MAX                | 5s      | (PT5S)
                    """)
    void boundsAreChecked(String name, String value, String message) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        environment.put(name, value);

        if (message.equals("is fine")) {
            assertThat(QuerySettings.from(new Settings(environment)).limits().retention())
                    .isEqualTo(Duration.ofHours(8));
        } else {
            assertThatThrownBy(() -> QuerySettings.from(new Settings(environment)))
                    .hasMessageContaining(name)
                    .hasMessageContaining(message);
        }
    }
}

package dev.trawl.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.calcite.SqlParameters;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.RequestBody;
import dev.trawl.plan.Bytes;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParametersTest {
    @Test
    void aListIsForPositionsAndAnObjectForNames() {
        assertThat(read("[\"a\", 1.50, true, null]"))
                .isEqualTo(
                        new SqlParameters(
                                List.of(
                                        new SqlParameters.Value.Text("a"),
                                        new SqlParameters.Value.Numeral(new BigDecimal("1.50")),
                                        new SqlParameters.Value.Flag(true),
                                        new SqlParameters.Value.Null()),
                                Map.of()));
        assertThat(read("{\"n\": 1}").named())
                .isEqualTo(Map.of("n", new SqlParameters.Value.Numeral(BigDecimal.ONE)));
        assertThat(read("null")).isEqualTo(SqlParameters.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    1         | 'parameters' must be a list or an object
                    [[1]]     | a parameter is a text, a number, true, false or null
                    {"a": {}} | a parameter is a text, a number, true, false or null
                    """)
    void otherFormsAreRefused(String json, String message) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> read(json))
                .satisfies(e -> assertThat(e.text()).isEqualTo(message));
    }

    @Test
    void tooManyAreRefused() {
        String many = "[" + "1,".repeat(1_000) + "1]";
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> read(many))
                .satisfies(e ->
                        assertThat(e.text())
                                .isEqualTo("1001 parameters are given, the limit is 1000"));
    }

    private static SqlParameters read(String json) {
        return Parameters.of(
                RequestBody.of(
                        new HttpRequest(
                                "POST",
                                "/v1/query",
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                Bytes.copyOf(
                                        "{\"parameters\": %s}"
                                                .formatted(json)
                                                .getBytes(StandardCharsets.UTF_8)))));
    }
}
